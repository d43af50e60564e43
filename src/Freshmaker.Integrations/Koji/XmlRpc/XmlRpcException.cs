namespace Freshmaker.Integrations.Koji.XmlRpc;

/// <summary>A document is no XML-RPC response, or a larger one than is taken. The only exception that reading one throws.</summary>
internal sealed class XmlRpcException(string problem, Exception? inner = null) : Exception(problem, inner);
