"""The glass. The only folder that knows Kivy."""
