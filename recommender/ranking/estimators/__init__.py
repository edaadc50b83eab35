"""What is learned from what many learners did: what they choose, what follows what, and whether they finish it.

Every estimator keeps scikit-learn's contract; `arrays()` and `from_arrays(arrays, params)` carry what was learned in
and out of a bundle. A ranker (Popularity, LinearSequential) reads `Sequences`: `scores(sequences)` gives one row a
learner, [learners, contents], higher is likelier, and `score(history)` the same for one learner, quickly. Neither masks
what was taken: whoever ranks does. Affinity turns scores into P(chosen next); Chance says whether what is started gets
finished.
"""
