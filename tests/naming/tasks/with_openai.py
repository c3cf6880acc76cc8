"""What people do with OpenAI's API (of the document, which is of 2023)."""

from __future__ import annotations

from pathlib import Path

from openai import OpenAI

MESSAGE = {"role": "assistant", "content": "Hello"}
CHAT = {
    "id": "c",
    "object": "chat.completion",
    "created": 1,
    "model": "gpt",
    "choices": [{"message": MESSAGE}],
}
ROUTES: list[tuple[str, str, object]] = [
    ("POST", "/chat/completions", CHAT),
    (
        "POST",
        "/files",
        {"id": "f", "object": "file", "bytes": 1, "created_at": 1, "filename": "x", "purpose": "p"},
    ),
    (
        "POST",
        "/embeddings",
        {
            "object": "list",
            "model": "m",
            "data": [],
            "usage": {"prompt_tokens": 1, "total_tokens": 1},
        },
    ),
    ("GET", "/models", {"object": "list", "data": []}),
]


def chat(client: OpenAI) -> None:
    completion = client.chat.create_completion(
        model="gpt-3.5-turbo",
        messages=[
            {"role": "system", "content": "You are brief."},
            {"role": "user", "content": "Hello"},
        ],
        temperature=0.2,
    )
    for choice in completion.choices:
        if choice.message is not None:
            print(choice.message.content)


def upload_a_file(client: OpenAI) -> None:
    uploaded = client.files.create(file=Path(__file__), purpose="fine-tune")
    assert uploaded.id == "f"


def embed(client: OpenAI) -> None:
    found = client.embeddings.create(model="m", input=["one", "two"])
    print([each.embedding for each in found.data])


def models(client: OpenAI) -> None:
    print([model.id for model in client.models.list().data])
