"""The evidence view: an answer beside the pages it rests on, with the words lit."""
