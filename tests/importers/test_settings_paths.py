"""Of absolute paths in settings the last name stays, where they stand alone and inside other text."""

import pytest

from xreport.importers.forms.settings import without_folders, without_folders_inside


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/a/b/c.txt", "c.txt"), ("C:\\x\\y", "y"), ("~/z/", "z"), ("~ada/z", "z"), ("file:///a/b", "b"),
        ("\\\\host\\share\\x", "x"), ("a/b", "a/b"), ("/", "/"), ("~", "~"), ("s3://b/c", "s3://b/c"),
    ],
)  # fmt: skip
def test_a_path_alone(text, expected):
    assert without_folders(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("data=/home/ada/x", "data=x"),
        ("+d={a:/home/ada/x,b:1}", "+d={a:x,b:1}"),
        ("r=[/a/b, /c/d]", "r=[b, d]"),
        ("q='/home/ada/my files/x'", "q='x'"),
        ('w="C:\\Users\\ada\\x" z=1', 'w="x" z=1'),
        ("p=C:/a/b", "p=b"),
        ("h=~/ada/x", "h=x"),
        ("u=file:///home/ada/x", "u=x"),
        ("a=http://h/p,b=/c/d/", "a=http://h/p,b=d"),
        ("u=s3://b/c/d", "u=s3://b/c/d"),
        ("lr=1/2", "lr=1/2"),
        ("~db/mysql", "~db/mysql"),
        ("k=/", "k=/"),
    ],
)
def test_paths_inside_a_text(text, expected):
    assert without_folders_inside(text) == expected
