"""How does a bundle do against the truth of a made-up organisation?

Inside, from the top: scoreboard (all of it), judging (one learner), truth and oracle (what only the maker knows),
rivals and walking (who else recommends, and how), then the figures: board, standing, levels, chance, effects, distance,
figure.
"""
