"""The window: the other face over the services.

Three lanes (:mod:`mineral_desk.ui.lanes`) keep the main thread free; everything the window asks of the services goes
through one place (:mod:`mineral_desk.ui.backend`). Colours, sizes and fonts come from one value,
:class:`mineral_desk.ui.theme.Theme`, which is built once and handed on.
"""
