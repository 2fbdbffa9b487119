"""An audit that goes on: what arrives is judged with what is there, and no finding is silently rewritten.

A state is a folder: `state.json`, and four folders of files that are only ever added to, one a run. `rows/` holds
every row that was taken in, `settled/` where each attempt stands, `facts/` of whom registers speak, `history/` every
finding with what it supersedes.
Beside them lie `rejected/`, the rows that each run refused, and `runs`, how many were finished.
`refresh.refresh(...)` is one run.
"""
