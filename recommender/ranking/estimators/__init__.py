"""What is learned from many learners' choices: how popular each content is, what follows what, and P(chosen next).

Each estimator keeps scikit-learn's contract and has four more methods. `scores(sequences)` gives one row a learner,
[learners, contents], higher is likelier; `score(history)` gives the same for one learner, quickly. `arrays()` and
`from_arrays(arrays, params)` carry what was learned in and out of a bundle. What a learner has already taken is not
masked: whoever ranks does that.
"""
