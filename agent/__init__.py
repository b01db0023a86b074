"""The conversation: what was asked -> an edited plan -> results in words.

from agent import open_session
open_session(library=None, planner="rules").say("dogs in Paris").plan
"""
