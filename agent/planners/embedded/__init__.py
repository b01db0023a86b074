"""The embedded planner: a small trained parser over the pocket text tower.

EmbeddedPlanner().propose("more fog", plan, context=Context())
"""

from agent.planners.embedded.planner import EmbeddedPlanner

__all__ = ["EmbeddedPlanner"]
