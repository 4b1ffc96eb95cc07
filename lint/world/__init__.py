"""The outside: the web, the disk, LanguageTool. The only sockets and the only asyncio."""
