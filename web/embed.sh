#!/bin/sh
# embed.sh FILE...: prints C that holds each file as static_NAME[] and static_NAME_len.
for f in "$@"; do
	name=static_$(basename "$f" | tr '.-' '__')
	echo "extern const unsigned char ${name}[];"
	echo "extern const unsigned int ${name}_len;"
	echo "const unsigned char ${name}[] = {"
	od -An -v -tx1 "$f" | sed 's/ *\([0-9a-f][0-9a-f]\)/0x\1,/g'
	echo "};"
	echo "const unsigned int ${name}_len = sizeof(${name});"
done
