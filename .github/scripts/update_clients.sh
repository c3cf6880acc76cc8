#!/usr/bin/env bash
# Generates clients anew, and opens a pull request if that changes anything: the work of action.yml.
#
# Reads SPECLOOM_CONFIG, SPECLOOM_BRANCH, SPECLOOM_BASE, SPECLOOM_TITLE and GH_TOKEN from the environment;
# needs git, gh, python and specloom. What comes from documents goes through files, never through a command.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d "${RUNNER_TEMP:-/tmp}/specloom.XXXXXX")
trap 'rm -rf "$work"' EXIT
output=${GITHUB_OUTPUT:-/dev/null}
branch=${SPECLOOM_BRANCH:-specloom/update}
title=${SPECLOOM_TITLE:-Update the generated API clients}
config=()
if [ -n "${SPECLOOM_CONFIG:-}" ]; then config=("--config=$SPECLOOM_CONFIG"); fi

nothing_to_do() {
    echo "$1"
    echo "changed=false" >>"$output"
    exit 0
}

git check-ref-format --branch "$branch" >/dev/null || { echo "not a branch: $branch" >&2; exit 2; }
if [ -n "$(git status --porcelain)" ]; then
    echo "the checkout has changes already; they would end up in the pull request" >&2
    exit 1
fi
base=${SPECLOOM_BASE:-$(git symbolic-ref --quiet --short HEAD || true)}
if [ -z "$base" ]; then echo "no branch is checked out; name the base of the pull request" >&2; exit 2; fi
if [ "$branch" = "$base" ]; then echo "the branch would overwrite its own base: $base" >&2; exit 2; fi

# 0: nothing moved; 1: something moved, or could not be asked; 2: no client has an upstream.
status=0
specloom check --upstream --json ${config[@]+"${config[@]}"} >"$work/upstream.json" || status=$?
upstream=()
case $status in
    0) upstream=("--upstream") ;; # the configuration, or specloom, may have changed all the same
    1)
        if python "$here/report.py" unknown "$work/upstream.json"; then exit 1; fi
        upstream=("--upstream")
        ;;
    2) ;; # of files alone; a wrong configuration fails below as well
    *) exit "$status" ;;
esac

specloom generate --json --quiet ${upstream[@]+"${upstream[@]}"} ${config[@]+"${config[@]}"} >"$work/result.json"
if [ -z "$(git status --porcelain)" ]; then nothing_to_do "every client is up to date"; fi

python "$here/report.py" body "$work/result.json" >"$work/body.md"
git checkout --quiet -B "$branch"
git add --all
git -c user.name="${SPECLOOM_AUTHOR_NAME:-github-actions[bot]}" \
    -c user.email="${SPECLOOM_AUTHOR_EMAIL:-41898282+github-actions[bot]@users.noreply.github.com}" \
    commit --quiet --message="$title"
git push --quiet --force origin "HEAD:refs/heads/$branch"

# A fork may have a branch of the same name: its pull request is none of ours.
url=$(gh pr list --head "$branch" --base "$base" --state open --json url,isCrossRepository \
    --jq '[.[] | select(.isCrossRepository | not)][0].url // ""')
if [ -n "$url" ]; then
    gh pr edit "$url" --title "$title" --body-file "$work/body.md" >/dev/null
else
    url=$(gh pr create --head "$branch" --base "$base" --title "$title" --body-file "$work/body.md")
fi
echo "$url"
{
    echo "changed=true"
    echo "pull-request=$url"
} >>"$output"
