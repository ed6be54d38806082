"""The monthly bulletin: its words and figures from data, and the document made of them."""
