"""Spotipy, the usual client of Spotify in Python: pages by the address that each body gives of the next."""

import spotipy
from steps import URL, fails, step

spotify = spotipy.Spotify(auth="test_full", retries=0)
spotify.prefix = f"{URL}/"

with step("oneself"):
    me = spotify.current_user()
    assert me["id"]
with step("list"):
    page = spotify.current_user_playlists(limit=2)
    assert len(page["items"]) == 2
    assert page["total"] > 2
with step("walk"):
    page = spotify.current_user_playlists(limit=7)
    rows, total = page["items"], page["total"]
    while page["next"]:
        page = spotify.next(page)
        rows += page["items"]
        assert len(rows) <= total
    assert len({row["id"] for row in rows}) == len(rows) == total, (len(rows), total)
with step("create"):
    made = spotify.user_playlist_create(me["id"], "From the SDK", public=False, description="by a test")
    assert made["name"] == "From the SDK"
with step("read what was created"):
    assert spotify.playlist(made["id"])["name"] == "From the SDK"
with step("change"):
    spotify.playlist_change_details(made["id"], name="Changed")
    assert spotify.playlist(made["id"])["name"] == "Changed"
with step("several at once"):
    albums = spotify.current_user_saved_albums(limit=2)["items"]
    ids = [each["album"]["id"] for each in albums]
    assert [album["id"] for album in spotify.albums(ids)["albums"]] == ids
with step("search"):
    assert spotify.search("weezer", limit=3, type="track")["tracks"]["items"] is not None
with step("below another"):
    album = spotify.current_user_saved_albums(limit=1)["items"][0]["album"]["id"]
    assert isinstance(spotify.album_tracks(album, limit=3)["items"], list)
with fails("read what there is not", spotipy.SpotifyException):
    spotify.album("6akEvsycLGftJxYudPjmqK")
with fails("wrong credentials", spotipy.SpotifyException):
    nobody = spotipy.Spotify(auth="nobody", retries=0)
    nobody.prefix = f"{URL}/"
    nobody.current_user()
