#!/bin/bash
# Repeats an audit with ssh-keygen, sha256sum and openssl; nothing of the program that wrote it is needed.
#   bash repeat.sh FOLDER TRUST
# FOLDER is the archive, TRUST the trust root that you were handed in person. Each line at the end of this file
# repeats one rule; run a command of it by hand wherever you doubt. Exit status 0 only if all agree.
set -u
LC_ALL=C
A=${1:?the archive, a folder}
T=${2:?the trust root, a file}
W=$(mktemp -d) || exit 1
trap 'rm -rf "$W"' EXIT
failed=0

# rule NUMBER COMMAND…: runs the command and says whether it agrees.
rule() {
  local number=$1
  shift
  if "$@" >"$W/said" 2>&1; then
    printf '%3s agrees   %s\n' "$number" "$(shown "$*")"
  else
    printf '%3s DIFFERS  %s\n' "$number" "$(shown "$*")"
    head -n 5 "$W/said" | sed 's/^/             /' | tr -cd '\40-\176\n'
    failed=1
  fi
}
# The archive may hold anything: nothing of it reaches the screen unfiltered, or an expression unchecked.
shown() {
  local text=${1//[^ -~]/}
  text=${text/"$A/"/} text=${text/"$W/"/}
  printf '%s\n' "${text:0:100}"
}
number() {
  case $1 in
    '' | *[!0-9]* | 0?* | ????????????????*) echo "no number: $1" >&2; return 1 ;;
    *) echo "$1" ;;
  esac
}

# What is not there equals nothing.
equal() { [ -n "$1" ] && [ "$1" = "$2" ] || { echo "$1 is not $2"; return 1; }; }
# value KEYWORD FILE: what follows a keyword in a document of lines.
value() {
  local line
  while IFS= read -r line || [ "$line" ]; do
    [ "${line#"$1 "}" = "$line" ] || { printf '%s\n' "${line#"$1 "}"; return; }
  done <"$2"
}
# sha256: of what comes in.
sha256() { local hash; hash=$(sha256sum) && echo "${hash%% *}"; }
sha256_base64() { sha256 <"$1" | unhex | base64 -w 0; }
hex() { od -An -v -tx1 | tr -d ' \n'; }
unhex() { printf "$(sed 's/../\\x&/g')"; }
# cut_bytes FILE START LENGTH
cut_bytes() { tail -c +$(($2 + 1)) "$1" | head -c "$3"; }

# --- Ed25519 by openssl: verifier keys are name+id+base64(type, key)
vkey_id() { local rest=${1#*+}; echo "${rest%%+*}"; }
vkey_public() { local rest=${1#*+}; printf %s "${rest#*+}" | base64 -d | tail -c 32 | base64 -w 0; }
# ed25519 KEY MESSAGE SIGNATURE: key in base64, message and signature as files.
ed25519() {
  { printf '\060\052\060\005\006\003\053\145\160\003\041\000'; printf %s "$1" | base64 -d; } >"$W/key.der"
  openssl pkeyutl -verify -pubin -keyform DER -inkey "$W/key.der" -rawin -in "$2" -sigfile "$3"
}
note_text() { sed '/^$/,$d' "$1"; }
# note_line NOTE VKEY [N]: what the key signed in its first, or N-th, line, without the four bytes of its id.
note_line() {
  local dash name blob left=${3:-1}
  sed '1,/^$/d' "$1" | while read -r dash name blob; do
    if [ "$name" = "${2%%+*}" ] && [ "$(printf %s "$blob" | base64 -d | head -c 4 | hex)" = "$(vkey_id "$2")" ]; then
      left=$((left - 1))
      [ "$left" = 0 ] || continue
      printf %s "$blob" | base64 -d | tail -c +5
      break
    fi
  done
}
# note_signed NOTE VKEY: the checkpoint is of the log that the key is named after, and signed by it.
note_signed() {
  note_text "$1" >"$W/text"
  note_line "$1" "$2" >"$W/signature"
  equal "$(head -n 1 "$W/text")" "${2%%+*}" && ed25519 "$(vkey_public "$2")" "$W/text" "$W/signature"
}
# cosigned NOTE VKEY: prints when the witness cosigned last, in seconds since 1970; all its lines verify.
cosigned() {
  local seconds newest='' line=1
  while note_line "$1" "$2" "$line" >"$W/line" && [ -s "$W/line" ]; do
    seconds=$(number "$(head -c 8 "$W/line" | od -An -tu8 --endian=big | tr -d ' ')") || return 1
    tail -c +9 "$W/line" >"$W/signature"
    { printf 'cosignature/v1\ntime %s\n' "$seconds"; note_text "$1"; } >"$W/message"
    ed25519 "$(vkey_public "$2")" "$W/message" "$W/signature" >"$W/openssl" || return 1
    [ "$seconds" -lt "${newest:-0}" ] || newest=$seconds
    line=$((line + 1))
  done
  [ -n "$newest" ] && echo "$newest"
}
# witnessed NOTE DOCUMENT NEED FROM TO: so many of the witnesses in a document cosigned between two times.
witnessed() {
  local count=0 witness seconds
  while read -r witness; do
    seconds=$(cosigned "$1" "$witness") && [ "$seconds" -ge "$4" ] && [ "$seconds" -le "$5" ] && count=$((count + 1))
  done < <(sed -n 's/^policy witness [^ ]* //p' "$2" | sort -u -t + -k 3)
  echo "$count witnesses of $3" && [ "$count" -ge "$3" ]
}

# --- SSH signatures by ssh-keygen: a signed text is a document, then its signatures
document_of() { sed '/^-----BEGIN SSH SIGNATURE-----$/,$d' "$1"; }
# only_signatures SIGNED: after the document come signatures, and nothing between or behind them.
only_signatures() {
  sed -n '/^-----BEGIN SSH SIGNATURE-----$/,$p' "$1" >"$W/signatures"
  [ -s "$W/signatures" ] && [ "$(tail -c 1 "$W/signatures" | hex)" = 0a ] &&
    ! LC_ALL=C tr -d '\n\40-\176' <"$W/signatures" | grep -q . -a && awk '
    /^-----BEGIN SSH SIGNATURE-----$/ {bad += inside; inside = 1; next}
    /^-----END SSH SIGNATURE-----$/ {bad += !inside; inside = 0; next}
    !inside || !/^[A-Za-z0-9+\/]+=*$/ {bad++}
    END {exit bad || inside}' "$W/signatures" && return 0
  echo "something else than signatures after the document"
  return 1
}
ssh_key() { { printf '\0\0\0\013ssh-ed25519\0\0\0\040'; printf %s "$1" | base64 -d; } | base64 -w 0; }
# take_apart SIGNED: writes the document and each signature under it.
take_apart() {
  only_signatures "$1" || return 1
  document_of "$1" >"$W/document"
  rm -f "$W"/sig.*
  awk -v out="$W/sig." '/^-----BEGIN SSH SIGNATURE-----$/ {n++} n {print > (out n)}' "$1"
}
# signed_by NAMESPACE KEY: one of the signatures under the text that was taken apart is by this key.
signed_by() {
  printf 'signer namespaces="%s" ssh-ed25519 %s\n' "$1" "$(ssh_key "$2")" >"$W/allowed"
  local one
  for one in "$W"/sig.*; do
    ssh-keygen -Y verify -f "$W/allowed" -I signer -n "$1" -s "$one" <"$W/document" >"$W/ssh" 2>&1 && return 0
  done
  echo "not signed by $2"
  return 1
}
# signed_by_some SIGNED NAMESPACE NEED: so many of the keys on standard input signed.
signed_by_some() {
  local count=0 key
  take_apart "$1" || return 1
  while read -r key; do
    signed_by "$2" "$key" && count=$((count + 1))
  done < <(sort -u)
  echo "$count signatures of $3" && [ "$count" -ge "$3" ]
}

# --- Logs: entries out of their bundles, and the Merkle tree of RFC 6962
leaf() { { printf '\0'; cat "$1"; } | sha256; }
node() {
  local both=$1$2 bytes='\1' at
  for ((at = 0; at < ${#both}; at += 2)); do bytes+="\\x${both:at:2}"; done
  printf "$bytes" | sha256
}
# entries LOG BUNDLE FIRST COUNT: writes the entries of one bundle as files named by their numbers.
entries() {
  local all at=0 number length
  all=$(hex <"$A/log/$1/tile/entries/$2")
  mkdir -p "$W/$1"
  for ((number = $3; number < $3 + $4; number++)); do
    [ ${#all} -ge $((at + 4)) ] || { echo "the bundle ends before entry $number"; return 1; }
    length=$((16#${all:at:4}))
    printf %s "${all:at+4:2*length}" | unhex >"$W/$1/$number"
    leaf "$W/$1/$number" >"$W/$1/$number.leaf"
    at=$((at + 4 + 2 * length))
  done
  equal "${#all}" "$at"
}
# root LOG FROM TO: the tree over these entries.
root() {
  local peaks=() size=0 bits hash number
  for ((number = $2; number < $3; number++)); do
    read -r hash <"$W/$1/$number.leaf"
    for ((bits = size; bits & 1; bits >>= 1)); do
      hash=$(node "${peaks[-1]}" "$hash")
      unset 'peaks[-1]'
    done
    peaks+=("$hash")
    size=$((size + 1))
  done
  [ "$size" -gt 0 ] || { printf '' | sha256; return; }
  hash=${peaks[-1]}
  for ((number = ${#peaks[@]} - 2; number >= 0; number--)); do hash=$(node "${peaks[number]}" "$hash"); done
  echo "$hash"
}
# leaves LOG TILE FIRST COUNT: a tile of level 0 holds the hashes of these entries.
leaves() {
  local number hash all=
  for ((number = $3; number < $3 + $4; number++)); do read -r hash <"$W/$1/$number.leaf" && all+=$hash; done
  equal "$(hex <"$A/log/$1/tile/0/$2")" "$all"
}
# inner LOG INDEX SIZE: the tile above holds the hash of a full tile of 256 entries.
inner() {
  local width=$(($3 / 256)) hash
  hash=$(root "$1" $(($2 * 256)) $((($2 + 1) * 256)))
  equal "$(cut_bytes "$A/log/$1/tile/1/000.p/$width" $(($2 * 32)) 32 | hex)" "$hash"
}
# prefix NOTE LOG: a checkpoint is of the first entries of a log.
prefix() {
  local size
  equal "$(note_text "$1" | wc -l)" 3 || return 1
  size=$(number "$(note_text "$1" | sed -n 2p)") || return 1
  [ "$size" = 0 ] || [ -e "$W/$2/$((size - 1))" ] || { echo "there are no $size entries"; return 1; }
  equal "$(note_text "$1" | tail -n 1 | base64 -d | hex)" "$(root "$2" 0 "$size")"
}

# --- The keyring: heads out of what is served
# served_heads COUNT: writes each signed head as $W/head.N.signed and its document as $W/head.N; there are so many.
served_heads() {
  local file=$A/keyring/0 at length number=0 proof
  at=$(sed '/^end -$/q' "$file" | wc -c)
  while read -r length; do
    length=$(number "$length") || return 1
    cut_bytes "$file" "$at" "$length" >"$W/head.$number.signed"
    document_of "$W/head.$number.signed" >"$W/head.$number"
    at=$((at + length))
    number=$((number + 1))
  done < <(sed '/^end -$/q' "$file" | sed -n 's/^head //p')
  proof=$(number "$(value proof "$file")") || return 1
  equal "$number" "$1" && equal "$(stat -c %s "$file")" "$((at + proof))"
}
# head_follows N: head N names the hash of the head before it, and is entry N of the key log, and of this origin.
head_follows() {
  equal "$(value origin "$W/head.$1")" "$(value origin "$T")" || return 1
  equal "$(value realm "$W/head.$1")" "$(value realm "$T")" || return 1
  equal "$(value epoch "$W/head.$1")" "$1" && cmp "$W/head.$1" "$W/keys/$1" || return 1
  [ "$1" = 0 ] || equal "$(value previous "$W/head.$1")" "$(sha256_base64 "$W/head.$(($1 - 1))")"
}
# officers_signed HEAD BY [NEED] [INDEX]: the threshold of the officers in head BY signed head HEAD; only those
# count who took part in ceremony INDEX, if it is given.
officers_signed() {
  local need
  need=$(value officers "$W/head.$2" | cut -d ' ' -f 1)
  sed -n 's/^officer [^ ]* //p' "$W/head.$2" |
    { if [ "${4:-}" ]; then grep -xF -f <(sed -n 's/^participant officer [^ ]* //p' "$W/transcript.$4"); else cat; fi; } |
    signed_by_some "$W/head.$1.signed" "keyring@$(value origin "$T")" "${3:-$need}"
}
log_key() { sed -n "s#^policy log ##p" "$W/head.$1" | grep "^$(value origin "$T")/$2+"; }

# --- Ceremonies
transcript() { document_of "$A/ceremony/$1/$2" >"$W/transcript.$1"; }
# everybody_signed INDEX FILE: all participants, and nobody else.
everybody_signed() {
  local count
  count=$(grep -c '^participant ' "$W/transcript.$1")
  equal "$(grep -c '^-----BEGIN SSH SIGNATURE-----$' "$A/ceremony/$1/$2")" "$count" || return 1
  sed -n 's/^participant [^ ]* [^ ]* //p' "$W/transcript.$1" |
    signed_by_some "$A/ceremony/$1/$2" "transcript@$(value origin "$T")" "$count"
}
# drafted INDEX EPOCH: the transcript has every line of the head but the one that names the transcript.
drafted() { diff <(sed -n 's/^head //p' "$W/transcript.$1") <(grep -v '^transcript ' "$W/head.$2"); }
# as_announced INDEX: kind, epoch and script are those of the announcement, the people are among them, the day has come.
as_announced() {
  local entry=$W/ceremony/$1 held=$W/transcript.$1 field
  equal "$(head -n 1 "$entry")" inquiry-announcement/v1 || return 1
  for field in origin ceremony epoch script; do
    equal "$(value "$field" "$held")" "$(value "$field" "$entry")" || return 1
  done
  [[ ! $(value day "$held") < $(value planned "$entry") ]] || { echo "before the planned day"; return 1; }
  ! grep '^participant ' "$held" | grep -vxF -f <(grep '^participant ' "$entry")
}
# of_size NOTE LEAST MOST: how many entries the log had at the opening.
of_size() {
  local size
  size=$(number "$(note_text "$1" | sed -n 2p)") || return 1
  echo "$size entries" && [ "$size" -ge "$2" ] && [ "$size" -le "$3" ]
}
# opened INDEX LOG: writes the note with which the ceremony opened.
opened() { value "opening $2" "$W/transcript.$1" | base64 -d >"$W/opening.$1.$2"; }
# armored KEY NAMESPACE SIGNATURE: the signature file of ssh-keygen around the 64 bytes of a signature.
armored() {
  local name=$2
  printf -- '-----BEGIN SSH SIGNATURE-----\n'
  {
    printf 'SSHSIG\0\0\0\1\0\0\0\063'
    ssh_key "$1" | base64 -d
    printf '%08x' ${#name} | unhex
    printf '%s\0\0\0\0\0\0\0\006sha512\0\0\0\123\0\0\0\013ssh-ed25519\0\0\0\100' "$name"
    printf %s "$3" | base64 -d
  } | base64 -w 70
  printf -- '-----END SSH SIGNATURE-----\n'
}
# checked_in INDEX: every participant signed the announcement and the opening.
checked_in() {
  local origin name key signature count=0
  origin=$(value origin "$T")
  {
    printf 'inquiry-checkin/v1\norigin %s\nannouncement %s\n' "$origin" "$(value announcement "$W/transcript.$1")"
    printf 'opening %s\n' "$(sha256_base64 "$W/opening.$1.ceremony")"
  } >"$W/checkin"
  while read -r name key; do
    signature=$(value "checkin $name" "$W/transcript.$1")
    { cat "$W/checkin"; armored "$key" "checkin@$origin" "$signature"; } >"$W/checkin.signed"
    take_apart "$W/checkin.signed" && signed_by "checkin@$origin" "$key" || return 1
    count=$((count + 1))
  done < <(sed -n 's/^participant [^ ]* //p' "$W/transcript.$1")
  [ "$count" -gt 0 ]
}
# proven INDEX NAME KEY…: the proof of possession is the one in the transcript, and signed by so many of the keys.
proven() {
  local index=$1 name=$2 need=$3
  shift 3
  equal "$(value "possession $name" "$W/transcript.$index" | cut -d ' ' -f 2)" \
    "$(sha256_base64 "$A/ceremony/$index/possession/$name")" &&
    printf '%s\n' "$@" | signed_by_some "$A/ceremony/$index/possession/$name" "possession@$(value origin "$T")" "$need"
}
# signing EPOCH NAME, shares EPOCH, shares_needed EPOCH: out of a roster.
signing() { value "caseworker $2" "$A/rosters/$1" | cut -d ' ' -f 3; }
shares() { sed -n 's/^share //p' "$A/rosters/$1"; }
shares_needed() { value recovery "$A/rosters/$1" | cut -d ' ' -f 1; }
# published NAME HEAD: the newest answers are signed by the publisher's threshold.
published() {
  local need
  need=$(value "publisher $1" "$W/head.$2" | cut -d ' ' -f 1)
  sed -n "/^publisher $1 /,/^publisher\|^intake /s/^signer //p" "$W/head.$2" |
    signed_by_some "$A/mailbox/$1/manifest" "mailbox@$(value origin "$T")" "$need"
}
# read_by MANIFEST: a desk has read the first entries of the log of letters.
read_by() {
  local size hash
  read -r size hash <<<"$(value intake "$1")"
  size=$(number "$size") || return 1
  [ "$size" = 0 ] || [ -e "$W/intake/$((size - 1))" ] || { echo "there are no $size entries"; return 1; }
  equal "$(root intake 0 "$size")" "$(printf %s "$hash" | base64 -d | hex)"
}
# logged_release HASH: an entry of the ceremony log released the client of this manifest.
logged_release() {
  local entry
  for entry in "$W"/ceremony/*; do
    [ "$(head -n 1 "$entry")" = inquiry-release/v1 ] && [ "$(value manifest "$entry")" = "$1" ] && return 0
  done
  echo "no release of $1"
  return 1
}
# released PATH LENGTH HASH
released() {
  local file=$A/$1
  [ "${1%/}" = "$1" ] || file=${file}index.html
  equal "$(stat -c %s "$file")" "$2" && equal "$(sha256_base64 "$file")" "$3"
}
