"""How a box of the mall speaks: words, their sounds, the synthesiser. Shared by displays and kiosk panels.

Nothing else of `broker_config` imports it, and only a box that speaks has what `espeak` needs.
"""
