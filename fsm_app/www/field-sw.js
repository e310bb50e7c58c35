{{ worker }}
