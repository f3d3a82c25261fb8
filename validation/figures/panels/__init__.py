"""What several figures share: colours and legends, the phase portrait, the spectrum, and measured power laws.

In goes an experiment or a list of claims; out come a figure and its caption.
"""
