"""Trying models that did not come with the program: in a process of its own, before they run in this one.

What is bounded is time and memory, and a crash harms nobody. It is no sandbox: the process has the rights of its user.
"""
