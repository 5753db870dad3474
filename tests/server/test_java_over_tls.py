"""Java's own HttpClient over HTTPS, with a page's origin: it trusts the authority of the run, and is let in."""

import subprocess
from pathlib import Path

import mockserver
from tests.programs import program

CLIENT = """
import java.io.FileInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

class Client {
    public static void main(String[] given) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        try (var file = new FileInputStream(given[1])) {
            var authority = CertificateFactory.getInstance("X.509").generateCertificate(file);
            trusted.setCertificateEntry("mockserver", authority);
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        var client = HttpClient.newBuilder().sslContext(context).build();
        var to = HttpRequest.newBuilder(URI.create(given[0])).header("Origin", "https://app.example");
        var read = client.send(to.copy().header("x-api-key", "test_full").build(), BodyHandlers.ofString());
        var asked = to.copy().method("OPTIONS", BodyPublishers.noBody()).header("Access-Control-Request-Method", "GET")
            .header("Access-Control-Request-Headers", "x-api-key").build();
        var preflight = client.send(asked, BodyHandlers.ofString());
        System.out.println(read.version() + " " + read.statusCode() + " "
            + read.headers().firstValue("access-control-allow-origin").orElse("none"));
        System.out.println(preflight.statusCode() + " "
            + preflight.headers().firstValue("access-control-allow-headers").orElse("none"));
    }
}
"""


def test_the_client_of_the_jdk_trusts_the_run_and_is_let_in_from_another_origin(tmp_path: Path) -> None:
    java = program("java", package="default-jdk-headless")
    (tmp_path / "Client.java").write_text(CLIENT)
    with mockserver.running("rotor", tls=True) as server:
        arguments = [f"{server['rotor'].url}/customers?limit=1", str(server.authority)]
        done = subprocess.run(
            [java, str(tmp_path / "Client.java"), *arguments],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    read, preflight = done.stdout.splitlines() or [done.stderr, ""]
    assert read == "HTTP_1_1 200 https://app.example", done.stderr
    assert preflight.startswith("204 ")
    assert "x-api-key" in preflight
