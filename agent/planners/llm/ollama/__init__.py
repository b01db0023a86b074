"""The Ollama planner: a large language model on this machine (or another of the user's) proposes, code decides.

planner = OllamaPlanner.connect(settings, second=RulesPlanner())
"""

from agent.planners.llm.ollama.ollama_planner import OllamaPlanner

__all__ = ["OllamaPlanner"]
