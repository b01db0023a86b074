"""What kind of act a message is, before anything of it is taken for a term: looking, asking, or what cannot be done."""

from agent.planners.acts.decision import decide, reconsider

__all__ = ["decide", "reconsider"]
