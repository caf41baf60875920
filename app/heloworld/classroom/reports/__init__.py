"""What a learner's program tells the class: reports, the mail they go in, the spool they wait in."""
