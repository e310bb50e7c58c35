"""The day plan's calculation: which technician goes to which visit, in which order, when (E3).

`day` says what is to be planned and what a plan is, `planner.plan` makes one, `replan.replan` changes one as little as
possible. Times are minutes from midnight of the day, whole numbers where a plan has to be exact to the last digit.
"""
