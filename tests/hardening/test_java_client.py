"""Java's own client, which asks for leave in lower case before it sends a body: it waited for ever."""

import shutil
import subprocess
from pathlib import Path

import pytest

import mockserver

JAVA = shutil.which("java")
CLIENT = """\
import java.net.URI;
import java.net.http.*;
import java.time.Duration;

public class Client {
    public static void main(String[] given) throws Exception {
        String body = "{\\"name\\": \\"" + "x".repeat(100_000) + "\\"}";
        for (HttpClient.Version version : HttpClient.Version.values()) {
            HttpClient client = HttpClient.newBuilder().version(version).build();
            for (int number = 0; number < 3; number++) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(given[0])).expectContinue(true)
                    .timeout(Duration.ofSeconds(20)).header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body)).build();
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                System.out.println(version + " " + answer.statusCode() + " " + answer.body().length());
            }
        }
    }
}
"""
DOCUMENT = """\
openapi: 3.0.3
info: {title: Acme, version: "1"}
paths:
  /things:
    post:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {"201": {description: One., content: {application/json: {example: {made: true}}}}}
"""


@pytest.mark.skipif(JAVA is None, reason="no JDK is at hand: java is not on PATH")
def test_a_client_that_waits_for_leave_gets_it(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(DOCUMENT)
    (tmp_path / "Client.java").write_text(CLIENT)
    with mockserver.running(str(tmp_path / "acme.yaml")) as server:
        command = [str(JAVA), "-Xshare:auto", "-XX:TieredStopAtLevel=1", str(tmp_path / "Client.java")]
        ran = subprocess.run(
            [*command, f"{server['acme'].url}/things"],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    assert ran.returncode == 0, ran.stderr
    said = [line.split()[:2] for line in ran.stdout.splitlines()]
    assert said == [[version, "201"] for version in ("HTTP_1_1", "HTTP_2") for _ in range(3)]
