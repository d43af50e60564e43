using Freshmaker.Host.GraphQL.Limits;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Validation;

namespace Freshmaker.Host.GraphQL.Http;

/// <summary>
/// GraphQL over HTTP: one endpoint for GET and POST. Where drafts differ, it does what the audit suite of npm's graphql-http asks for: 400 (not 422) for
/// requests that cannot be executed, and 200 with errors for clients that only know application/json.
/// </summary>
sealed class GraphQLEndpoint(IDocumentExecuter<FreshmakerSchema> executer, IGraphQLTextSerializer serializer, GraphQLLimits limits)
{
    public async Task HandleAsync(HttpContext http)
    {
        if (Negotiation.Choose(http.Request) is not { } type)
        {
            await AnswerAsync(http, Negotiation.GraphQL, 406, Error("NOT_ACCEPTABLE", $"Accept {Negotiation.GraphQL} or {Negotiation.Json}."));
            return;
        }

        try
        {
            var get = HttpMethods.IsGet(http.Request.Method);
            var request = get ? RequestReader.Read(http.Request.Query, serializer)
                : HttpMethods.IsPost(http.Request.Method) ? await RequestReader.ReadAsync(http.Request, serializer, limits.MaxBodyBytes, http.RequestAborted)
                : throw new BadRequest(405, "METHOD_NOT_ALLOWED", "Send GraphQL requests by GET or POST.");
            IValidationRule[] rules = get ? [OperationsOf.Requests, QueriesOnly.Instance] : [OperationsOf.Requests];
            var result = await executer.ExecuteAsync(request.ToOptions(http.User, http.RequestServices, http.RequestAborted, rules));
            await AnswerAsync(http, type, StatusOf(result, type), result);
        }
        catch (BadRequest bad)
        {
            await AnswerAsync(http, type, bad.Status, Error(bad.Code, bad.Message));
        }
    }

    internal static int StatusOf(ExecutionResult result, string type) => result switch
    {
        { Executed: true } => 200,
        { Errors: { } errors } when errors.Any(e => e is MethodNotAllowed) => 405,
        { Errors: { } errors } when errors.Any(e => e is TimeoutError) => 503,
        { Errors: { } errors } when errors.All(e => e is DocumentError or RequestError) => type == Negotiation.Json ? 200 : 400,
        _ => 500,
    };

    internal async Task AnswerAsync(HttpContext http, string type, int status, ExecutionResult result)
    {
        if (status == 405)
            http.Response.Headers.Allow = HttpMethods.IsGet(http.Request.Method) ? "POST" : "GET, POST";
        http.Response.StatusCode = status;
        // An error as application/json could come from anything on the way; as this type it is known to come from here.
        http.Response.ContentType = $"{(status < 300 ? type : Negotiation.GraphQL)}; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Vary = "Accept";
        await serializer.WriteAsync(http.Response.Body, result, http.RequestAborted);
    }

    internal static ExecutionResult Error(string code, string message) => new() { Errors = [new ExecutionError(message) { Code = code }] };
}
