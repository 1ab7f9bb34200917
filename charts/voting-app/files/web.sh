#!/bin/sh
# The page of the poll, run by httpd for every request. A vote is one entry "VOTER CHOICE" of the
# list `votes` in redis; the hash `tally` there holds the result.
set -u

redis() {
    printf '%s\r\n' "$@" QUIT | nc "${REDIS_HOST:-redis}" 6379 | tr -d '\r'
}

escape() {
    sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g' -e 's/"/\&quot;/g'
}

voter=$(printf '%s' "${HTTP_COOKIE:-}" | sed -n 's/.*voter=\([0-9a-f]\{16\}\).*/\1/p')
if [ -z "$voter" ]; then
    voter=$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')
fi

message=
status="200 OK"
if [ "${REQUEST_METHOD:-GET}" = POST ]; then
    body=$(head -c "${CONTENT_LENGTH:-0}")
    choice=$(printf '%s' "$body" | sed -n 's/^choice=\([A-Za-z0-9]\{1,\}\)$/\1/p')
    if [ -z "$choice" ] || ! grep -q "^$choice=" /etc/poll; then
        status="400 Bad Request"
        message="There is no such option."
    elif redis "LPUSH votes \"$voter $choice\"" | grep -q '^:'; then
        message="Your vote for $(sed -n "s/^$choice=//p" /etc/poll | escape) is on its way."
    else
        status="503 Service Unavailable"
        message="The vote could not be taken. Try again."
    fi
fi

printf 'Status: %s\r\nContent-Type: text/html; charset=utf-8\r\n' "$status"
printf 'Set-Cookie: voter=%s; Path=/; HttpOnly; SameSite=Lax\r\n\r\n' "$voter"

question=$(head -n 1 /etc/poll | escape)
cat <<END
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>$question</title></head>
<body>
<h1>$question</h1>
<p>$message</p>
<form method="post" action="/cgi-bin/index.cgi">
END
tail -n +2 /etc/poll | while IFS='=' read -r key text; do
    count=$(redis "HGET tally $key" | sed -n '2s/^\([0-9]*\)$/\1/p')
    printf '<p><button name="choice" value="%s">%s</button> <b id="%s">%s</b></p>\n' \
        "$key" "$(printf '%s' "$text" | escape)" "$key" "${count:-0}"
done
printf '</form>\n<p><small>%s</small></p>\n</body>\n</html>\n' "$(hostname)"
