"""What homeworks are graded with: parts and their points, functions called on their own, a copy to work in."""
