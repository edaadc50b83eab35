"""What would this learner choose, finish, and gain from?"""
