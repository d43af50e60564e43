using System.Text.Json;
using System.Text.Json.Nodes;
using Freshmaker.Host.Rest.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Freshmaker.Host.Rest.OpenApi;

/// <summary>The OpenAPI document of the REST API, made from its endpoints, and a page to read it on. Both need nothing from elsewhere.</summary>
static class RestDocument
{
    public const string Address = "/api/openapi.json";
    public const string Page = "/api/docs";

    static readonly Dictionary<string, string> ParametersOfPaths = new()
    {
        ["id"] = "Its number.",
        ["nvr"] = "Name, version and release of an image, such as web-container-1-5.",
        ["project"] = "The first part of the repository's path.",
        ["repo"] = "The second part of the repository's path.",
    };

    static readonly Dictionary<string, string> ExamplesOfPaths = new() { ["id"] = "1", ["nvr"] = "web-container-1-5", ["project"] = "acme", ["repo"] = "web" };

    public static void AddRestDocument(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.ShouldInclude = api => api.RelativePath?.StartsWith("api/1/", StringComparison.Ordinal) == true || api.RelativePath?.StartsWith("api/2/", StringComparison.Ordinal) == true;
        options.AddSchemaTransformer(InSnakeCase);
        options.AddOperationTransformer(WithParameters);
        options.AddDocumentTransformer(Introduced);
    });

    public static void MapRestDocument(this WebApplication app)
    {
        app.MapOpenApi(Address);
        app.MapScalarApiReference(Page, (page, http) =>
        {
            page.WithTitle("Freshmaker REST API").WithOpenApiRoutePattern(Address).DisableDefaultFonts().WithNonce()
                .HideDeveloperTools().HideClientButton().DisableAgent().DisableMcp().DisableTelemetry(); // services of others
            http.Response.OnStarting(() =>
            {
                http.Response.Headers.ContentSecurityPolicy = PolicyWith(http.Items[ScalarOptions.NonceHttpContextItemKey]);
                return Task.CompletedTask;
            });
        });
    }

    /// <summary>Nothing from elsewhere; scripts of the page itself only by its nonce. Scalar makes its styles as it goes, so they must be allowed.</summary>
    static string PolicyWith(object? nonce) => $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
        + "font-src 'self' data:; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The contract's names, which the serializer of these answers makes.</summary>
    static Task InSnakeCase(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        if (context.JsonTypeInfo.Type.Assembly != typeof(RestDocument).Assembly || schema.Properties is not { Count: > 0 } properties)
            return Task.CompletedTask;
        schema.Properties = properties.ToDictionary(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Key), p => p.Value);
        schema.Required = schema.Required?.Select(JsonNamingPolicy.SnakeCaseLower.ConvertName).ToHashSet();
        return Task.CompletedTask;
    }

    static Task WithParameters(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Path))
            (parameter.Description, parameter.Example) = (ParametersOfPaths[parameter.Name!], ExamplesOfPaths[parameter.Name!]);
        foreach (var parameter in metadata.OfType<QueryParameters>().SelectMany(p => p.All))
            (operation.Parameters ??= []).Add(Of(parameter));
        operation.RequestBody?.Content?.Remove(RestModule.Anything);
        if (metadata.OfType<BodyExample>().FirstOrDefault() is { } example && operation.RequestBody?.Content is { } content)
        {
            foreach (var media in content.Values.OfType<OpenApiMediaType>())
                media.Example = JsonNode.Parse(example.Json);
        }

        foreach (var (status, response) in operation.Responses ?? [])
            response.Description = Described(status) ?? response.Description;
        return Task.CompletedTask;
    }

    static OpenApiParameter Of(QueryParameter parameter)
    {
        var value = new OpenApiSchema { Type = parameter.Type, Enum = parameter.Choices?.Select(c => (JsonNode)c).ToList() };
        JsonNode example = parameter.Type == JsonSchemaType.Integer ? long.Parse(parameter.Example, System.Globalization.CultureInfo.InvariantCulture) : parameter.Example;
        return new()
        {
            Name = parameter.Name,
            In = ParameterLocation.Query,
            Description = parameter.Description,
            Schema = parameter.Repeated ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = value } : value,
            Example = parameter.Repeated ? new JsonArray(example) : example,
        };
    }

    static string? Described(string status) => status switch
    {
        "400" => "Something was given that breaks a rule; the message names it.",
        "401" => "Nobody has said who he is.",
        "403" => "The roles of the caller do not allow it.",
        "404" => "There is none.",
        "405" => "The verb is not possible here; the header Allow says which are.",
        "409" => "The key of the request was used for another one.",
        "413" => "The body is too large.",
        "500" => "A defect of the service; its log says more.",
        "503" => "Something that is needed for the answer does not answer now.",
        _ => null,
    };

    static Task Introduced(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new()
        {
            Title = "Freshmaker",
            Version = "2",
            Description = "Rebuilds of artifacts, which this API calls events, and their builds. Versions 1 and 2 differ in one default: version 1 shows events with their builds.",
            License = new() { Name = "MIT", Identifier = "MIT" },
        };
        // Where the client found this document, the rest is.
        document.Servers = [new() { Url = "/" }];
        document.Tags = new HashSet<OpenApiTag>
        {
            new() { Name = "events", Description = "Rebuilds." },
            new() { Name = "builds", Description = "Builds of rebuilds." },
            new() { Name = "images", Description = "Whether images would be rebuilt." },
            new() { Name = "names", Description = "Names and numbers of types and states." },
            new() { Name = "service", Description = "The service itself." },
        };
        foreach (var path in document.Paths.Values)
            path.Operations?.Remove(HttpMethod.Head); // as GET, without a body
        // Descriptions of endpoints have lost the slash of collections.
        var collections = context.DescriptionGroups.SelectMany(g => g.Items)
            .Where(a => a.ActionDescriptor.EndpointMetadata.OfType<RestAddress>().Any(r => r.IsCollection)).Select(a => $"/{a.RelativePath?.TrimEnd('/')}").ToHashSet(StringComparer.Ordinal);
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths)
            paths.Add(collections.Contains(path) ? $"{path}/" : path, item);
        document.Paths = paths;
        return Task.CompletedTask;
    }
}
