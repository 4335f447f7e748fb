"""As much of curl as the pages about devices use, so that their lines run where there is no curl."""

import sys
import urllib.request


def main(words: list[str]) -> None:
    """-s, -H and -d, as curl means them; anything else fails."""
    rest, headers, data, url = iter(words), {}, [], ""
    for word in rest:
        if word == "-H":
            name, _, value = next(rest).partition(":")
            headers[name] = value.strip()
        elif word == "-d":
            data.append(next(rest))
        elif word.startswith("-") and word != "-s":
            raise SystemExit(f"curl: {word} is not known here")
        elif word != "-s":
            url = word
    request = urllib.request.Request(url, "&".join(data).encode() if data else None, headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        sys.stdout.write(response.read().decode())


if __name__ == "__main__":
    main(sys.argv[1:])
