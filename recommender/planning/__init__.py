"""In which order, by when, within the hours, money and rules there are, and how good is that?

Numbers in, numbers out: nothing here knows catalogues, learners or models. Read from the top; each file imports only
files below it.

planner       from a problem to a plan with its proof
clash         why demands clash, and the cheapest ways out
demands       every demand in words, how to drop it and how to ease it
search        proposals of sets, orders, cuts, until proven or out of work
pricing       which of many contents deserve a place in the integer model
cuts          what can be learned from a set that has no order
growth        what can still be added at the end of an order
schedule      an order for a set, if there is one
simulate      what a plan is worth when steps drop out
master        the integer model in HiGHS
bound         a bound from prices, for all plans
setting       a problem with everything derived from it once
rows          the linear model: what every plan satisfies
reach         contents that no plan can hold
readiness     levels, the transition, gates
timing        when steps start and finish, sessions
worth         what a set is worth
problem       what is to be planned, the effort, the plan
calendar      learning minutes by day
"""

from recommender.planning.bound import Duals, dual_bound
from recommender.planning.calendar import Calendar
from recommender.planning.planner import plan
from recommender.planning.problem import Effort, Plan, Problem
from recommender.planning.worth import effective_chance, value_of

__all__ = ["Calendar", "Duals", "Effort", "Plan", "Problem", "dual_bound", "effective_chance", "plan", "value_of"]
