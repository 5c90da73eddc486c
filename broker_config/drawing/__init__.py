"""How a screen of the mall is drawn: strokes, letters, pictograms, one window. Shared by displays and kiosk panels.

Nothing else of `broker_config` imports it, and only a box with a screen has what `brush` and `window` need.
"""
