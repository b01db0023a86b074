"""What the page shows and understands: hits -> cards, plan -> controls, clicks -> edits, and pictures by opaque id.

It knows no Gradio and no search: `ui.py` lays out and wires what stands here.

    from agent.page.views import views
    views(tab).grid["cards"]
"""
