"""zilv beside other engines: the same three counts and ten rules, in one run, the answers compared.

    make bench-peers
    python -m bench.peers --rows 1000000     needs what requirements-peers.txt pins

`rules` states the ten rules once; `batch` asks each engine how many attempts of a layout break each; `singly` asks
engines that know no counting about one attempt after the other, the counts given to them.
"""
