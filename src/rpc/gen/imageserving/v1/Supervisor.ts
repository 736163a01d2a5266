// Original file: proto/imageserving/v1/supervisor.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { CancelOperationRequest as _imageserving_v1_CancelOperationRequest, CancelOperationRequest__Output as _imageserving_v1_CancelOperationRequest__Output } from '../../imageserving/v1/CancelOperationRequest.ts';
import type { GetOperationRequest as _imageserving_v1_GetOperationRequest, GetOperationRequest__Output as _imageserving_v1_GetOperationRequest__Output } from '../../imageserving/v1/GetOperationRequest.ts';
import type { LogChunk as _imageserving_v1_LogChunk, LogChunk__Output as _imageserving_v1_LogChunk__Output } from '../../imageserving/v1/LogChunk.ts';
import type { LogsRequest as _imageserving_v1_LogsRequest, LogsRequest__Output as _imageserving_v1_LogsRequest__Output } from '../../imageserving/v1/LogsRequest.ts';
import type { Operation as _imageserving_v1_Operation, Operation__Output as _imageserving_v1_Operation__Output } from '../../imageserving/v1/Operation.ts';
import type { OperationEvent as _imageserving_v1_OperationEvent, OperationEvent__Output as _imageserving_v1_OperationEvent__Output } from '../../imageserving/v1/OperationEvent.ts';
import type { OperationRequest as _imageserving_v1_OperationRequest, OperationRequest__Output as _imageserving_v1_OperationRequest__Output } from '../../imageserving/v1/OperationRequest.ts';
import type { StatusReport as _imageserving_v1_StatusReport, StatusReport__Output as _imageserving_v1_StatusReport__Output } from '../../imageserving/v1/StatusReport.ts';
import type { StatusRequest as _imageserving_v1_StatusRequest, StatusRequest__Output as _imageserving_v1_StatusRequest__Output } from '../../imageserving/v1/StatusRequest.ts';
import type { WatchEvent as _imageserving_v1_WatchEvent, WatchEvent__Output as _imageserving_v1_WatchEvent__Output } from '../../imageserving/v1/WatchEvent.ts';
import type { WatchRequest as _imageserving_v1_WatchRequest, WatchRequest__Output as _imageserving_v1_WatchRequest__Output } from '../../imageserving/v1/WatchRequest.ts';

/**
 * Controls and reports on the Server Supervisor of one host.
 * 
 * Every mutation is an operation with an id made by the caller. It lives on the agent: it goes on when the call that
 * asked for it ends, and the same id again answers with the same operation and never acts twice.
 * Errors carry google.rpc.Status details with ErrorInfo {reason, domain: "imageserving", metadata}.
 */
export interface SupervisorClient extends grpc.Client {
  /**
   * Ends an operation in progress: nothing more is begun, and what was taken down by it is brought up again.
   */
  CancelOperation(argument: _imageserving_v1_CancelOperationRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_Operation__Output>): grpc.ClientUnaryCall;
  CancelOperation(argument: _imageserving_v1_CancelOperationRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_Operation__Output>): grpc.ClientUnaryCall;
  CancelOperation(argument: _imageserving_v1_CancelOperationRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_Operation__Output>): grpc.ClientUnaryCall;
  CancelOperation(argument: _imageserving_v1_CancelOperationRequest, callback: grpc.requestCallback<_imageserving_v1_Operation__Output>): grpc.ClientUnaryCall;
  /**
   * Ends an operation in progress: nothing more is begun, and what was taken down by it is brought up again.
   */
  cancelOperation(argument: _imageserving_v1_CancelOperationRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_Operation__Output>): grpc.ClientUnaryCall;
  cancelOperation(argument: _imageserving_v1_CancelOperationRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_Operation__Output>): grpc.ClientUnaryCall;
  cancelOperation(argument: _imageserving_v1_CancelOperationRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_Operation__Output>): grpc.ClientUnaryCall;
  cancelOperation(argument: _imageserving_v1_CancelOperationRequest, callback: grpc.requestCallback<_imageserving_v1_Operation__Output>): grpc.ClientUnaryCall;
  
  /**
   * What became of an operation.
   */
  GetOperation(argument: _imageserving_v1_GetOperationRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_Operation__Output>): grpc.ClientUnaryCall;
  GetOperation(argument: _imageserving_v1_GetOperationRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_Operation__Output>): grpc.ClientUnaryCall;
  GetOperation(argument: _imageserving_v1_GetOperationRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_Operation__Output>): grpc.ClientUnaryCall;
  GetOperation(argument: _imageserving_v1_GetOperationRequest, callback: grpc.requestCallback<_imageserving_v1_Operation__Output>): grpc.ClientUnaryCall;
  /**
   * What became of an operation.
   */
  getOperation(argument: _imageserving_v1_GetOperationRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_Operation__Output>): grpc.ClientUnaryCall;
  getOperation(argument: _imageserving_v1_GetOperationRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_Operation__Output>): grpc.ClientUnaryCall;
  getOperation(argument: _imageserving_v1_GetOperationRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_Operation__Output>): grpc.ClientUnaryCall;
  getOperation(argument: _imageserving_v1_GetOperationRequest, callback: grpc.requestCallback<_imageserving_v1_Operation__Output>): grpc.ClientUnaryCall;
  
  /**
   * The last lines of the components' logs, then, where asked for, what is added.
   */
  Logs(argument: _imageserving_v1_LogsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_LogChunk__Output>;
  Logs(argument: _imageserving_v1_LogsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_LogChunk__Output>;
  /**
   * The last lines of the components' logs, then, where asked for, what is added.
   */
  logs(argument: _imageserving_v1_LogsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_LogChunk__Output>;
  logs(argument: _imageserving_v1_LogsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_LogChunk__Output>;
  
  /**
   * Stops and starts everything after reading the configuration anew, or some components.
   */
  Restart(argument: _imageserving_v1_OperationRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_OperationEvent__Output>;
  Restart(argument: _imageserving_v1_OperationRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_OperationEvent__Output>;
  /**
   * Stops and starts everything after reading the configuration anew, or some components.
   */
  restart(argument: _imageserving_v1_OperationRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_OperationEvent__Output>;
  restart(argument: _imageserving_v1_OperationRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_OperationEvent__Output>;
  
  /**
   * Starts the Server Supervisor and its components, or some components. Progress, then exactly one final result.
   */
  Start(argument: _imageserving_v1_OperationRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_OperationEvent__Output>;
  Start(argument: _imageserving_v1_OperationRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_OperationEvent__Output>;
  /**
   * Starts the Server Supervisor and its components, or some components. Progress, then exactly one final result.
   */
  start(argument: _imageserving_v1_OperationRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_OperationEvent__Output>;
  start(argument: _imageserving_v1_OperationRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_OperationEvent__Output>;
  
  /**
   * How the host stands.
   */
  Status(argument: _imageserving_v1_StatusRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_StatusReport__Output>): grpc.ClientUnaryCall;
  Status(argument: _imageserving_v1_StatusRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_StatusReport__Output>): grpc.ClientUnaryCall;
  Status(argument: _imageserving_v1_StatusRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_StatusReport__Output>): grpc.ClientUnaryCall;
  Status(argument: _imageserving_v1_StatusRequest, callback: grpc.requestCallback<_imageserving_v1_StatusReport__Output>): grpc.ClientUnaryCall;
  /**
   * How the host stands.
   */
  status(argument: _imageserving_v1_StatusRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_StatusReport__Output>): grpc.ClientUnaryCall;
  status(argument: _imageserving_v1_StatusRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_StatusReport__Output>): grpc.ClientUnaryCall;
  status(argument: _imageserving_v1_StatusRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_StatusReport__Output>): grpc.ClientUnaryCall;
  status(argument: _imageserving_v1_StatusRequest, callback: grpc.requestCallback<_imageserving_v1_StatusReport__Output>): grpc.ClientUnaryCall;
  
  /**
   * Stops the components in reverse order, then the Server Supervisor, or some components.
   */
  Stop(argument: _imageserving_v1_OperationRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_OperationEvent__Output>;
  Stop(argument: _imageserving_v1_OperationRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_OperationEvent__Output>;
  /**
   * Stops the components in reverse order, then the Server Supervisor, or some components.
   */
  stop(argument: _imageserving_v1_OperationRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_OperationEvent__Output>;
  stop(argument: _imageserving_v1_OperationRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_OperationEvent__Output>;
  
  /**
   * A snapshot, then changes; resumable by sequence number.
   */
  Watch(argument: _imageserving_v1_WatchRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_WatchEvent__Output>;
  Watch(argument: _imageserving_v1_WatchRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_WatchEvent__Output>;
  /**
   * A snapshot, then changes; resumable by sequence number.
   */
  watch(argument: _imageserving_v1_WatchRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_WatchEvent__Output>;
  watch(argument: _imageserving_v1_WatchRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_WatchEvent__Output>;
  
}

/**
 * Controls and reports on the Server Supervisor of one host.
 * 
 * Every mutation is an operation with an id made by the caller. It lives on the agent: it goes on when the call that
 * asked for it ends, and the same id again answers with the same operation and never acts twice.
 * Errors carry google.rpc.Status details with ErrorInfo {reason, domain: "imageserving", metadata}.
 */
export interface SupervisorHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Ends an operation in progress: nothing more is begun, and what was taken down by it is brought up again.
   */
  CancelOperation: grpc.handleUnaryCall<_imageserving_v1_CancelOperationRequest__Output, _imageserving_v1_Operation>;
  
  /**
   * What became of an operation.
   */
  GetOperation: grpc.handleUnaryCall<_imageserving_v1_GetOperationRequest__Output, _imageserving_v1_Operation>;
  
  /**
   * The last lines of the components' logs, then, where asked for, what is added.
   */
  Logs: grpc.handleServerStreamingCall<_imageserving_v1_LogsRequest__Output, _imageserving_v1_LogChunk>;
  
  /**
   * Stops and starts everything after reading the configuration anew, or some components.
   */
  Restart: grpc.handleServerStreamingCall<_imageserving_v1_OperationRequest__Output, _imageserving_v1_OperationEvent>;
  
  /**
   * Starts the Server Supervisor and its components, or some components. Progress, then exactly one final result.
   */
  Start: grpc.handleServerStreamingCall<_imageserving_v1_OperationRequest__Output, _imageserving_v1_OperationEvent>;
  
  /**
   * How the host stands.
   */
  Status: grpc.handleUnaryCall<_imageserving_v1_StatusRequest__Output, _imageserving_v1_StatusReport>;
  
  /**
   * Stops the components in reverse order, then the Server Supervisor, or some components.
   */
  Stop: grpc.handleServerStreamingCall<_imageserving_v1_OperationRequest__Output, _imageserving_v1_OperationEvent>;
  
  /**
   * A snapshot, then changes; resumable by sequence number.
   */
  Watch: grpc.handleServerStreamingCall<_imageserving_v1_WatchRequest__Output, _imageserving_v1_WatchEvent>;
  
}

export interface SupervisorDefinition extends grpc.ServiceDefinition {
  CancelOperation: MethodDefinition<_imageserving_v1_CancelOperationRequest, _imageserving_v1_Operation, _imageserving_v1_CancelOperationRequest__Output, _imageserving_v1_Operation__Output>
  GetOperation: MethodDefinition<_imageserving_v1_GetOperationRequest, _imageserving_v1_Operation, _imageserving_v1_GetOperationRequest__Output, _imageserving_v1_Operation__Output>
  Logs: MethodDefinition<_imageserving_v1_LogsRequest, _imageserving_v1_LogChunk, _imageserving_v1_LogsRequest__Output, _imageserving_v1_LogChunk__Output>
  Restart: MethodDefinition<_imageserving_v1_OperationRequest, _imageserving_v1_OperationEvent, _imageserving_v1_OperationRequest__Output, _imageserving_v1_OperationEvent__Output>
  Start: MethodDefinition<_imageserving_v1_OperationRequest, _imageserving_v1_OperationEvent, _imageserving_v1_OperationRequest__Output, _imageserving_v1_OperationEvent__Output>
  Status: MethodDefinition<_imageserving_v1_StatusRequest, _imageserving_v1_StatusReport, _imageserving_v1_StatusRequest__Output, _imageserving_v1_StatusReport__Output>
  Stop: MethodDefinition<_imageserving_v1_OperationRequest, _imageserving_v1_OperationEvent, _imageserving_v1_OperationRequest__Output, _imageserving_v1_OperationEvent__Output>
  Watch: MethodDefinition<_imageserving_v1_WatchRequest, _imageserving_v1_WatchEvent, _imageserving_v1_WatchRequest__Output, _imageserving_v1_WatchEvent__Output>
}
