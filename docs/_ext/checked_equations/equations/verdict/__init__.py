"""Is a formula true? If not, what was meant? Would a mistake be noticed?"""
