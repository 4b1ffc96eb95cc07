"""The steps from Markdown to blocks, links and images; put together by `lint.parse`."""
