"""A seeded world of any size with planted truth: attempts, registers, and what an audit of them must find.

`simulate.simulate(plan, folder)` writes all of it. Routine attempts keep every rule by construction; the stories in
`stories/` break each rule, or nearly do, at known attempts. The truth is written from the law's words, not by judging.
"""
