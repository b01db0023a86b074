"""The embedded planner: a small trained parser over the pocket text tower.

EmbeddedPlanner().propose("more fog", plan, context=Context())
"""

from agent.planners.tagger.embedded_planner import EmbeddedPlanner

__all__ = ["EmbeddedPlanner"]
