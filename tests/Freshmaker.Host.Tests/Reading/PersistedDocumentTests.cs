using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Freshmaker.Host.GraphQL.Persisted;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>Documents that are named by their hash instead of being sent.</summary>
public sealed class PersistedDocumentTests : IAsyncLifetime
{
    const string Known = "query ByNumber($n: Long!) { rebuild(number: $n) { number } }\n";
    const string Acts = "mutation { annotate(input: {subject: \"none\", reason: \"r\", text: \"t\", key: \"k\"}) { errors { code } } }";

    readonly string _folder = Directory.CreateTempSubdirectory("documents-").FullName;
    ReadingHost _open = null!, _strict = null!;

    public async ValueTask InitializeAsync()
    {
        Put("by-number.graphql", Known);
        Put("deeper/acts.graphql", Acts);
        Put("notes.txt", "{ not read }");
        _open = await StartAsync(only: false);
        _strict = await StartAsync(only: true);
        await _open.RecordAsync(History.OfSpecChange("persisted", "gnutls").Plan("ModulesOnRpmSpecChange", ["web"]));
    }

    public async ValueTask DisposeAsync()
    {
        await _open.DisposeAsync();
        await _strict.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_document_is_named_by_its_hash_in_a_post_or_a_get()
    {
        foreach (var _ in (int[])[1, 2]) // the second time from the cache
        {
            (await PostAsync(_open, new { documentId = Id(Known), variables = new { n = 1 } })).Answer.At("data.rebuild.number").GetInt32().ShouldBe(1);
            var url = $"/graphql?documentId={Uri.EscapeDataString(Id(Known))}&operationName=ByNumber&variables={Uri.EscapeDataString("{\"n\":1}")}";
            var got = await _open.Client.GetFromJsonAsync<JsonElement>(url, TestContext.Current.CancellationToken);
            got.At("data.rebuild.number").GetInt32().ShouldBe(1);
        }
    }

    [Fact]
    public async Task Others_are_taken_beside_them_unless_only_they_are()
    {
        (await PostAsync(_open, new { query = "{ rebuild(number: 1) { number } }" })).Answer.At("data.rebuild.number").GetInt32().ShouldBe(1);

        (await PostAsync(_strict, new { documentId = Id(Known), variables = new { n = 1 } })).Status.ShouldBe(HttpStatusCode.OK);
        await RefusedAsync(_strict, new { query = "{ rebuild(number: 1) { number } }" }, "PERSISTED_DOCUMENT_REQUIRED");
        // Not even its own text, which is known by now: whoever checks what is asked looks for ids.
        await RefusedAsync(_strict, new { query = Known, variables = new { n = 1 } }, "PERSISTED_DOCUMENT_REQUIRED");
        using var got = await _strict.Client.GetAsync("/graphql?query=%7B__typename%7D", TestContext.Current.CancellationToken);
        (await got.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).Text("errors.0.extensions.code").ShouldBe("PERSISTED_DOCUMENT_REQUIRED");
    }

    [Fact]
    public async Task Both_an_id_and_a_query_are_too_much() =>
        await RefusedAsync(_open, new { documentId = Id(Known), query = Known, variables = new { n = 1 } }, "QUERY_AND_DOCUMENT_ID");

    [Fact]
    public async Task An_id_that_is_not_known_is_said_to_be_so()
    {
        await RefusedAsync(_open, new { documentId = Id("{ other }") }, "DOCUMENT_NOT_FOUND");
        await RefusedAsync(_strict, new { documentId = Id("{ other }") }, "DOCUMENT_NOT_FOUND");
        await RefusedAsync(_open, new { documentId = Id("{ not read }") }, "DOCUMENT_NOT_FOUND");
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha256")]
    [InlineData("sha256:")]
    [InlineData(":abc")]
    [InlineData("sha256:abc")]
    [InlineData("sha256:../../../etc/passwd")]
    [InlineData("sha256:0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("md5:0123456789abcdef0123456789abcdef")]
    [InlineData("by-number.graphql")]
    [InlineData("sha256:sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd")]
    public Task A_malformed_id_is_refused_with_the_rule(string id) => RefusedAsync(_open, new { documentId = id }, "DOCUMENT_ID_INVALID");

    [Theory]
    [InlineData("""{"documentId": 7}""", "The member documentId must be a string or null.")]
    [InlineData("""{"documentId": ["a"], "query": "{ __typename }"}""", "The member documentId must be a string or null.")]
    [InlineData("""{"documentId": "sha256:a", "query": 7}""", "The member query must be a string or null.")]
    [InlineData("""{"documentId": null}""", "The member query must be a string, unless documentId names a persisted document.")]
    public async Task A_request_of_the_wrong_form_is_refused(string body, string message)
    {
        var (status, answer) = await PostAsync(_open, JsonSerializer.Deserialize<JsonElement>(body));
        status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Text("errors.0.message").ShouldBe(message);
    }

    [Fact]
    public async Task A_document_by_get_must_be_a_query_like_any_other()
    {
        using var response = await _open.Client.GetAsync($"/graphql?documentId={Id(Acts)}", TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);

        (await PostAsync(_open, new { documentId = Id(Known), variables = new { n = "one" } })).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Without_a_folder_no_id_is_known()
    {
        await using var host = await ReadingHost.StartAsync();
        await RefusedAsync(host, new { documentId = Id(Known) }, "DOCUMENT_NOT_FOUND");
    }

    [Theory]
    [InlineData("{ rebuild(number: 1) {", "bad.graphql, line 1, column 23: Error parsing query: ")]
    [InlineData("{\n  passwords }", "bad.graphql, line 2, column 3: Cannot query field 'passwords' on type 'Query'.")]
    [InlineData("query A($n: Long!) { rebuild(number: $n) { id } } query B { rebuild(number: \"x\") { id } }", "bad.graphql, line 1, column ")]
    [InlineData("fragment f on Rebuild { id }", "bad.graphql")]
    [InlineData("# nothing", "bad.graphql")]
    [InlineData("query($n: Int! = 5) { rebuilds(first: 100) { edges { node { builds(first: 100) { edges { node { timeline(first: $n) { edges { node { text } } } } } } } } } }", "bad.graphql: The operation may return ")]
    public async Task A_document_that_can_never_be_answered_is_named_at_the_start(string text, string fault)
    {
        Put("bad.graphql", text);
        await using var host = await StartAsync(only: false);

        var faults = await PersistedDocumentCheck.FaultsAsync(host.Services);
        faults.ShouldHaveSingleItem().ShouldStartWith(fault);
    }

    [Fact]
    public async Task Sound_documents_are_not_complained_of()
    {
        (await PersistedDocumentCheck.FaultsAsync(_open.Services)).ShouldBeEmpty();
        (await PersistedDocumentCheck.FaultsAsync(_strict.Services)).ShouldBeEmpty();
    }

    Task<ReadingHost> StartAsync(bool only)
    {
        var documents = PersistedDocuments.Read(_folder, only, fault => throw new InvalidOperationException(fault));
        return ReadingHost.StartAsync(configure: services => services.AddSingleton(documents));
    }

    void Put(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    static string Id(string text) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    static async Task RefusedAsync(ReadingHost host, object request, string code)
    {
        var (status, answer) = await PostAsync(host, request);
        answer.Text("errors.0.extensions.code").ShouldBe(code);
        status.ShouldBe(HttpStatusCode.BadRequest);
        answer.TryGetProperty("data", out _).ShouldBeFalse();
    }

    static async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(ReadingHost host, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(body) };
        request.Headers.Accept.Add(new("application/graphql-response+json"));
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }
}
