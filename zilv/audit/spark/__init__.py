"""The audit on Apache Spark: Spark reads, shuffles and sorts; the same sweep judges, a partition at a time.

`plan.judged` lays the work out: attempts are read (`reading`), those whose id comes twice are settled (`settling`),
registers become entries (`registers`), both are laid together by person, sorted, and judged (`judging`). No attempt
and no register entry of a person comes to the driver: only findings do, and the rows that could not be read.
"""
