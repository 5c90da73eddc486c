"""The kiosk's screen: a conversation with one visitor, its words, its picture and its voice.

The core is pure and knows neither pixels' owner nor time's source; `kiosk/devices/panel.py` is the hardware. A kiosk
without a panel imports none of it.
"""
