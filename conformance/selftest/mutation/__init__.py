"""How good our tests are: every small change to the readers and checks that no test notices is a gap in the tests."""
