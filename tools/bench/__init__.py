"""`make bench`: how many shoppers the shop bears, beside a bare Django view on the same machine in the same minute."""
