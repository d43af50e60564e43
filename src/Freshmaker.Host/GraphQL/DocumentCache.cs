using GraphQL;
using GraphQL.DI;
using GraphQLParser.AST;
using Microsoft.Extensions.Caching.Memory;

namespace Freshmaker.Host.GraphQL;

/// <summary>
/// Keeps documents that were parsed and found valid, because clients send the same few again and again and validating costs more than answering.
/// What depends on the request (variables, price, method) is checked each time.
/// </summary>
public sealed class DocumentCache : IConfigureExecution, IDisposable
{
    const int Capacity = 500;

    /// <summary>Longer documents are rare and would take the place of many.</summary>
    const int MaxLength = 10_000;

    readonly MemoryCache _documents = new(new MemoryCacheOptions { SizeLimit = Capacity });

    /// <summary>After all that configures options, before what needs the document.</summary>
    public float SortOrder => 200;

    public async Task<ExecutionResult> ExecuteAsync(ExecutionOptions options, ExecutionDelegate next)
    {
        if (options.Document is not null || options.Query is not { Length: <= MaxLength } query)
            return await next(options);
        if (_documents.TryGetValue(query, out GraphQLDocument? known))
        {
            options.Document = known;
            return await next(options);
        }

        var result = await next(options);
        // Only the operation that was asked for has been validated, so there must be no other.
        if (result is { Executed: true, Document: { } document } && document.Definitions.OfType<GraphQLOperationDefinition>().Take(2).Count() == 1)
            _documents.Set(query, document, new MemoryCacheEntryOptions { Size = 1 });
        return result;
    }

    public void Dispose() => _documents.Dispose();
}
