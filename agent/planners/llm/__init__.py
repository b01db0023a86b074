"""Large language models as planners: in the process, or served by Ollama; code reconciles what they propose."""
