using GraphQL;
using GraphQL.Execution;
using GraphQL.PersistedDocuments;

namespace Freshmaker.Host.GraphQL.Persisted;

/// <summary>Finds the document that a request names, as the appendix on persisted documents of GraphQL over HTTP has it.</summary>
sealed class DocumentsById(PersistedDocuments documents) : PersistedDocumentHandler(new PersistedDocumentOptions
{
    AllowOnlyPersistedDocuments = documents.Only,
    GetQueryDelegate = (_, _, hash) => ValueTask.FromResult(documents.TextOf(hash)),
})
{
    /// <summary>Before <see cref="DocumentCache"/>, which keeps what is found here parsed, and is never asked for what must not be sent.</summary>
    public override float SortOrder => 150;

    protected override ExecutionResult CreateExecutionResult(ExecutionError error) => base.CreateExecutionResult(error switch
    {
        DocumentIdMissingError => Refused("PERSISTED_DOCUMENT_REQUIRED", "Only persisted documents are taken here: send documentId, without query."),
        DocumentIdInvalidError => Refused("DOCUMENT_ID_INVALID", "documentId must be sha256: and 64 hexadecimal digits in lower case, the hash of the document in UTF-8."),
        DocumentNotFoundError => Refused("DOCUMENT_NOT_FOUND", "There is no persisted document with this documentId."),
        InvalidRequestError => Refused("QUERY_AND_DOCUMENT_ID", "Send documentId or query, not both."),
        _ => error,
    });

    static RequestError Refused(string code, string message) => new(message) { Code = code };
}
