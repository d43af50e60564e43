using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>GraphQL over HTTP, row by row.</summary>
[Collection(SharedReadingCollection.Name)]
public sealed class GraphQLHttpTests(SharedReading shared)
{
    const string Response = "application/graphql-response+json", Json = "application/json";

    async Task<(HttpStatusCode Status, string? Type, HttpResponseMessage Message, JsonElement Body)> SendAsync(
        HttpMethod method, string? query = null, string? body = null, string? contentType = Json, string? accept = null)
    {
        using var request = new HttpRequestMessage(method, $"/graphql{query}");
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (contentType is not null)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        var response = await shared.Host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, response.Content.Headers.ContentType?.ToString(), response, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    Task<(HttpStatusCode Status, string? Type, HttpResponseMessage Message, JsonElement Body)> PostAsync(string body, string? contentType = Json, string? accept = null) =>
        SendAsync(HttpMethod.Post, null, body, contentType, accept);

    [Theory]
    [InlineData(null, Json)]
    [InlineData("*/*", Json)]
    [InlineData("application/*", Json)]
    [InlineData(Response, Response)]
    [InlineData(Json, Json)]
    [InlineData("application/json; charset=utf-8", Json)]
    [InlineData("application/graphql-response+json; q=0.5, application/json", Json)]
    [InlineData("text/html, application/json; q=0.1", Json)]
    public async Task The_answer_has_the_type_that_the_client_likes_best(string? accept, string type) =>
        (await PostAsync("""{"query": "{ __typename }"}""", accept: accept)).ShouldSatisfyAllConditions(
            a => a.Status.ShouldBe(HttpStatusCode.OK), a => a.Type.ShouldBe($"{type}; charset=utf-8"), a => a.Body.Text("data.__typename").ShouldBe("Query"));

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/graphql+json")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; q=0")]
    [InlineData("not a type")]
    public async Task A_client_that_reads_neither_type_is_told_so(string accept) =>
        (await PostAsync("""{"query": "{ __typename }"}""", accept: accept)).Status.ShouldBe(HttpStatusCode.NotAcceptable);

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData(null)]
    public async Task A_body_of_another_type_is_not_read(string? contentType) =>
        (await PostAsync("""{"query": "{ __typename }"}""", contentType)).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);

    [Theory]
    [InlineData("", 400)]
    [InlineData("{", 400)]
    [InlineData("hello", 400)]
    [InlineData("""{"query": "{"}""", 400)]
    [InlineData("""{"query": ""}""", 400)]
    [InlineData("null", 400)]
    [InlineData("[]", 400)]
    [InlineData("""[{"query": "{ __typename }"}]""", 400)]
    [InlineData("""{}""", 400)]
    [InlineData("""{"query": null}""", 400)]
    [InlineData("""{"query": 7}""", 400)]
    [InlineData("""{"query": {}}""", 400)]
    [InlineData("""{"query": "{ __typename }", "operationName": 7}""", 400)]
    [InlineData("""{"query": "{ __typename }", "variables": []}""", 400)]
    [InlineData("""{"query": "{ __typename }", "variables": "x"}""", 400)]
    [InlineData("""{"query": "{ __typename }", "extensions": 0}""", 400)]
    [InlineData("""{"query": "query a { __typename } query b { __typename }"}""", 400)]
    [InlineData("""{"query": "query a { __typename }", "operationName": "b"}""", 400)]
    [InlineData("""{"query": "{ nothing }"}""", 400)]
    [InlineData("""{"query": "mutation { nothing }"}""", 400)]
    [InlineData("""{"query": "subscription { nothing }"}""", 400)]
    [InlineData("""{"query": "query($x: Int!) { rebuilds(first: $x) { totalCount } }"}""", 400)]
    [InlineData("""{"query": "\ud800"}""", 400)]
    public async Task A_request_that_cannot_be_executed_has_a_status_that_says_why(string body, int status)
    {
        var (actual, type, _, answer) = await PostAsync(body, accept: Response);
        ((int)actual).ShouldBe(status, answer.ToString());
        type.ShouldBe($"{Response}; charset=utf-8");
        answer.Text("errors.0.message").ShouldNotBeNullOrEmpty();
        answer.TryGetProperty("data", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"query": "{"}""", 200, Json)]
    [InlineData("""{"query": "{ nothing }"}""", 200, Json)]
    [InlineData("""{"query": "query($x: Int!) { rebuilds(first: $x) { totalCount } }"}""", 200, Json)]
    [InlineData("""{"query": 7}""", 400, Response)]
    [InlineData("{", 400, Response)]
    public async Task A_client_that_only_knows_json_gets_errors_of_the_document_with_200(string body, int status, string type)
    {
        var (actual, actualType, _, answer) = await PostAsync(body, accept: Json);
        ((int)actual).ShouldBe(status);
        actualType.ShouldBe($"{type}; charset=utf-8");
        answer.Text("errors.0.message").ShouldNotBeNullOrEmpty();
        answer.TryGetProperty("data", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"query": "{ __typename }", "operationName": null, "variables": null, "extensions": null, "unknown": 1}""")]
    [InlineData("""{"query": "query a { __typename } query b { __typename }", "operationName": "b"}""")]
    [InlineData("""{"query": "{ __typename }", "extensions": {"any": [1]}}""")]
    public async Task Nulls_and_unknown_members_are_as_if_they_were_not_there(string body) => (await PostAsync(body)).Status.ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task Errors_below_a_field_that_may_be_null_keep_the_rest_of_the_data()
    {
        var (status, _, _, answer) = await PostAsync("""{"query": "{ rebuild(id: \"x\") { id } rebuilds(first: 1) { pageInfo { hasNextPage } } }"}""");
        status.ShouldBe(HttpStatusCode.OK);
        answer.At("data.rebuild").ValueKind.ShouldBe(JsonValueKind.Null);
        answer.At("data.rebuilds.pageInfo.hasNextPage").GetBoolean().ShouldBeTrue();
        answer.Text("errors.0.path.0").ShouldBe("rebuild");
    }

    [Fact]
    public async Task A_query_may_come_by_get()
    {
        var query = Uri.EscapeDataString("query a($id: ID) { rebuild(id: $id) { id } } query b { __typename }");
        var variables = Uri.EscapeDataString(JsonSerializer.Serialize(new { id = shared.First.Id }));
        var (status, _, _, answer) = await SendAsync(HttpMethod.Get, $"?query={query}&operationName=a&variables={variables}");
        status.ShouldBe(HttpStatusCode.OK);
        answer.Text("data.rebuild.id").ShouldBe(shared.First.Id);
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("?query={", 400)]
    [InlineData("?query={__typename}&variables=x", 400)]
    [InlineData("?query={__typename}&variables=[]", 400)]
    [InlineData("?query={__typename}&extensions=1", 400)]
    [InlineData("?query={__typename}&query={__typename}", 400)]
    public async Task A_wrong_get_has_the_status_of_a_wrong_post(string query, int status) =>
        ((int)(await SendAsync(HttpMethod.Get, query, accept: Response)).Status).ShouldBe(status);

    [Theory]
    [InlineData("mutation { __typename }")]
    [InlineData("subscription { __typename }")]
    public async Task Only_queries_may_come_by_get(string operation)
    {
        var (status, _, message, _) = await SendAsync(HttpMethod.Get, $"?query={Uri.EscapeDataString(operation)}");
        status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        message.Content.Headers.Allow.ShouldBe(["POST"]);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task Other_methods_are_not_allowed(string method)
    {
        var (status, _, message, _) = await SendAsync(new(method), null, """{"query": "{ __typename }"}""");
        status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        message.Content.Headers.Allow.ShouldBe(["GET", "POST"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_more_than_a_mebibyte_is_not_read(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new ByteArrayContent(new byte[1024 * 1024 + 1]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(Json);
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await shared.Host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }
}
