import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** A suite that starts its own server; with JUnit, each method is a test. Run: javac *.java, java MockServerTest. */
public final class MockServerTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private MockServerTest() { }

    public static void main(String[] arguments) throws Exception {
        try (MockServer server = MockServer.start("rotor")) {
            eachTestBeginsWithTheSeededState(server);
            theJournalTellsWhatWasAsked(server);
            aBrokenCallIsFound(server);
        }
        whatCannotBeServedIsSaid();
        System.out.println("4 passed");
    }

    private static void eachTestBeginsWithTheSeededState(MockServer server) throws Exception {
        String quill = "{\"first_name\": \"Zoe\", \"last_name\": \"Quill\", \"company_name\": \"Quill Panes\"}";
        check(ask(server, "POST", "/customers", quill).statusCode() < 300, "the customer is saved");
        check(ask(server, "GET", "/customers?search=Quill", "").body().contains("Quill Panes"), "and found");
        server.reset();
        check(!ask(server, "GET", "/customers?search=Quill", "").body().contains("Quill Panes"), "and gone");
    }

    private static void theJournalTellsWhatWasAsked(MockServer server) throws Exception {
        ask(server, "GET", "/customers?limit=7", "");
        check(server.requests().contains("limit=7"), "the call is in the journal");
    }

    private static void aBrokenCallIsFound(MockServer server) throws Exception {
        check(!server.coverage().contains("contract-broken"), "no call has broken the contract");
        check(ask(server, "GET", "/customers?limit=none", "").statusCode() >= 400, "a broken call is refused");
        check(server.coverage().contains("contract-broken"), "and told");
    }

    private static void whatCannotBeServedIsSaid() throws InterruptedException {
        try (MockServer none = MockServer.start("no-such-document")) {
            throw new AssertionError("served at " + none.url);
        } catch (IOException told) {
            check(told.getMessage().contains("no-such-document"), told.getMessage());
        }
    }

    private static HttpResponse<String> ask(MockServer server, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url + "/rotor/open-api" + path))
            .header("x-api-key", "test_full").header("content-type", "application/json")
            .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)).build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
