"""The audit on Apache Spark: Spark reads, shuffles and sorts; the same sweep judges, a partition at a time.

`plan.judged` lays the work out: attempts are read (`reading`), those whose id comes twice are settled (`settling`),
registers become entries (`registers`), both are laid together by person, sorted, and judged (`judging`). Of attempts,
of the register entries of persons and of reviews nothing comes to the driver but keys, where these are few: only
findings do, why rows could not be read, and the registers about actors.
"""
