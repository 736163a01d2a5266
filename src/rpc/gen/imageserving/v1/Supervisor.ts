// Original file: proto/imageserving/v1/supervisor.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { BreakLeaseRequest as _imageserving_v1_BreakLeaseRequest, BreakLeaseRequest__Output as _imageserving_v1_BreakLeaseRequest__Output } from '../../imageserving/v1/BreakLeaseRequest.ts';
import type { CancelOperationRequest as _imageserving_v1_CancelOperationRequest, CancelOperationRequest__Output as _imageserving_v1_CancelOperationRequest__Output } from '../../imageserving/v1/CancelOperationRequest.ts';
import type { ConfigurationReport as _imageserving_v1_ConfigurationReport, ConfigurationReport__Output as _imageserving_v1_ConfigurationReport__Output } from '../../imageserving/v1/ConfigurationReport.ts';
import type { DiagnoseReport as _imageserving_v1_DiagnoseReport, DiagnoseReport__Output as _imageserving_v1_DiagnoseReport__Output } from '../../imageserving/v1/DiagnoseReport.ts';
import type { DiagnoseRequest as _imageserving_v1_DiagnoseRequest, DiagnoseRequest__Output as _imageserving_v1_DiagnoseRequest__Output } from '../../imageserving/v1/DiagnoseRequest.ts';
import type { EventBatch as _imageserving_v1_EventBatch, EventBatch__Output as _imageserving_v1_EventBatch__Output } from '../../imageserving/v1/EventBatch.ts';
import type { EventsRequest as _imageserving_v1_EventsRequest, EventsRequest__Output as _imageserving_v1_EventsRequest__Output } from '../../imageserving/v1/EventsRequest.ts';
import type { GetConfigurationRequest as _imageserving_v1_GetConfigurationRequest, GetConfigurationRequest__Output as _imageserving_v1_GetConfigurationRequest__Output } from '../../imageserving/v1/GetConfigurationRequest.ts';
import type { GetLeaseRequest as _imageserving_v1_GetLeaseRequest, GetLeaseRequest__Output as _imageserving_v1_GetLeaseRequest__Output } from '../../imageserving/v1/GetLeaseRequest.ts';
import type { GetOperationRequest as _imageserving_v1_GetOperationRequest, GetOperationRequest__Output as _imageserving_v1_GetOperationRequest__Output } from '../../imageserving/v1/GetOperationRequest.ts';
import type { Lease as _imageserving_v1_Lease, Lease__Output as _imageserving_v1_Lease__Output } from '../../imageserving/v1/Lease.ts';
import type { LeaseReport as _imageserving_v1_LeaseReport, LeaseReport__Output as _imageserving_v1_LeaseReport__Output } from '../../imageserving/v1/LeaseReport.ts';
import type { LeaseRequest as _imageserving_v1_LeaseRequest, LeaseRequest__Output as _imageserving_v1_LeaseRequest__Output } from '../../imageserving/v1/LeaseRequest.ts';
import type { LogChunk as _imageserving_v1_LogChunk, LogChunk__Output as _imageserving_v1_LogChunk__Output } from '../../imageserving/v1/LogChunk.ts';
import type { LogsRequest as _imageserving_v1_LogsRequest, LogsRequest__Output as _imageserving_v1_LogsRequest__Output } from '../../imageserving/v1/LogsRequest.ts';
import type { Operation as _imageserving_v1_Operation, Operation__Output as _imageserving_v1_Operation__Output } from '../../imageserving/v1/Operation.ts';
import type { OperationEvent as _imageserving_v1_OperationEvent, OperationEvent__Output as _imageserving_v1_OperationEvent__Output } from '../../imageserving/v1/OperationEvent.ts';
import type { OperationRequest as _imageserving_v1_OperationRequest, OperationRequest__Output as _imageserving_v1_OperationRequest__Output } from '../../imageserving/v1/OperationRequest.ts';
import type { ReleaseLeaseRequest as _imageserving_v1_ReleaseLeaseRequest, ReleaseLeaseRequest__Output as _imageserving_v1_ReleaseLeaseRequest__Output } from '../../imageserving/v1/ReleaseLeaseRequest.ts';
import type { StatusReport as _imageserving_v1_StatusReport, StatusReport__Output as _imageserving_v1_StatusReport__Output } from '../../imageserving/v1/StatusReport.ts';
import type { StatusRequest as _imageserving_v1_StatusRequest, StatusRequest__Output as _imageserving_v1_StatusRequest__Output } from '../../imageserving/v1/StatusRequest.ts';
import type { TestNotificationsReport as _imageserving_v1_TestNotificationsReport, TestNotificationsReport__Output as _imageserving_v1_TestNotificationsReport__Output } from '../../imageserving/v1/TestNotificationsReport.ts';
import type { TestNotificationsRequest as _imageserving_v1_TestNotificationsRequest, TestNotificationsRequest__Output as _imageserving_v1_TestNotificationsRequest__Output } from '../../imageserving/v1/TestNotificationsRequest.ts';
import type { UsagesReport as _imageserving_v1_UsagesReport, UsagesReport__Output as _imageserving_v1_UsagesReport__Output } from '../../imageserving/v1/UsagesReport.ts';
import type { UsagesRequest as _imageserving_v1_UsagesRequest, UsagesRequest__Output as _imageserving_v1_UsagesRequest__Output } from '../../imageserving/v1/UsagesRequest.ts';
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
   * Takes the lease of this host, so that no other rollout begins here; with the id of the one that is held, renews it.
   */
  AcquireLease(argument: _imageserving_v1_LeaseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  AcquireLease(argument: _imageserving_v1_LeaseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  AcquireLease(argument: _imageserving_v1_LeaseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  AcquireLease(argument: _imageserving_v1_LeaseRequest, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  /**
   * Takes the lease of this host, so that no other rollout begins here; with the id of the one that is held, renews it.
   */
  acquireLease(argument: _imageserving_v1_LeaseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  acquireLease(argument: _imageserving_v1_LeaseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  acquireLease(argument: _imageserving_v1_LeaseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  acquireLease(argument: _imageserving_v1_LeaseRequest, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  
  /**
   * Takes a lease from its holder, whose operations are refused from then on. Answers with what was broken.
   */
  BreakLease(argument: _imageserving_v1_BreakLeaseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  BreakLease(argument: _imageserving_v1_BreakLeaseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  BreakLease(argument: _imageserving_v1_BreakLeaseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  BreakLease(argument: _imageserving_v1_BreakLeaseRequest, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  /**
   * Takes a lease from its holder, whose operations are refused from then on. Answers with what was broken.
   */
  breakLease(argument: _imageserving_v1_BreakLeaseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  breakLease(argument: _imageserving_v1_BreakLeaseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  breakLease(argument: _imageserving_v1_BreakLeaseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  breakLease(argument: _imageserving_v1_BreakLeaseRequest, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  
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
   * The agent looks at its certificates, clock, files, disks and configuration. Changes nothing.
   */
  Diagnose(argument: _imageserving_v1_DiagnoseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_DiagnoseReport__Output>): grpc.ClientUnaryCall;
  Diagnose(argument: _imageserving_v1_DiagnoseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_DiagnoseReport__Output>): grpc.ClientUnaryCall;
  Diagnose(argument: _imageserving_v1_DiagnoseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_DiagnoseReport__Output>): grpc.ClientUnaryCall;
  Diagnose(argument: _imageserving_v1_DiagnoseRequest, callback: grpc.requestCallback<_imageserving_v1_DiagnoseReport__Output>): grpc.ClientUnaryCall;
  /**
   * The agent looks at its certificates, clock, files, disks and configuration. Changes nothing.
   */
  diagnose(argument: _imageserving_v1_DiagnoseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_DiagnoseReport__Output>): grpc.ClientUnaryCall;
  diagnose(argument: _imageserving_v1_DiagnoseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_DiagnoseReport__Output>): grpc.ClientUnaryCall;
  diagnose(argument: _imageserving_v1_DiagnoseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_DiagnoseReport__Output>): grpc.ClientUnaryCall;
  diagnose(argument: _imageserving_v1_DiagnoseRequest, callback: grpc.requestCallback<_imageserving_v1_DiagnoseReport__Output>): grpc.ClientUnaryCall;
  
  /**
   * What happened on this host, as far as it is kept; then, where asked for, what happens.
   */
  Events(argument: _imageserving_v1_EventsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_EventBatch__Output>;
  Events(argument: _imageserving_v1_EventsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_EventBatch__Output>;
  /**
   * What happened on this host, as far as it is kept; then, where asked for, what happens.
   */
  events(argument: _imageserving_v1_EventsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_EventBatch__Output>;
  events(argument: _imageserving_v1_EventsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_imageserving_v1_EventBatch__Output>;
  
  /**
   * The configuration in use, with whatever may be secret removed.
   */
  GetConfiguration(argument: _imageserving_v1_GetConfigurationRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_ConfigurationReport__Output>): grpc.ClientUnaryCall;
  GetConfiguration(argument: _imageserving_v1_GetConfigurationRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_ConfigurationReport__Output>): grpc.ClientUnaryCall;
  GetConfiguration(argument: _imageserving_v1_GetConfigurationRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_ConfigurationReport__Output>): grpc.ClientUnaryCall;
  GetConfiguration(argument: _imageserving_v1_GetConfigurationRequest, callback: grpc.requestCallback<_imageserving_v1_ConfigurationReport__Output>): grpc.ClientUnaryCall;
  /**
   * The configuration in use, with whatever may be secret removed.
   */
  getConfiguration(argument: _imageserving_v1_GetConfigurationRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_ConfigurationReport__Output>): grpc.ClientUnaryCall;
  getConfiguration(argument: _imageserving_v1_GetConfigurationRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_ConfigurationReport__Output>): grpc.ClientUnaryCall;
  getConfiguration(argument: _imageserving_v1_GetConfigurationRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_ConfigurationReport__Output>): grpc.ClientUnaryCall;
  getConfiguration(argument: _imageserving_v1_GetConfigurationRequest, callback: grpc.requestCallback<_imageserving_v1_ConfigurationReport__Output>): grpc.ClientUnaryCall;
  
  /**
   * Who holds the lease of this host.
   */
  GetLease(argument: _imageserving_v1_GetLeaseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_LeaseReport__Output>): grpc.ClientUnaryCall;
  GetLease(argument: _imageserving_v1_GetLeaseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_LeaseReport__Output>): grpc.ClientUnaryCall;
  GetLease(argument: _imageserving_v1_GetLeaseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_LeaseReport__Output>): grpc.ClientUnaryCall;
  GetLease(argument: _imageserving_v1_GetLeaseRequest, callback: grpc.requestCallback<_imageserving_v1_LeaseReport__Output>): grpc.ClientUnaryCall;
  /**
   * Who holds the lease of this host.
   */
  getLease(argument: _imageserving_v1_GetLeaseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_LeaseReport__Output>): grpc.ClientUnaryCall;
  getLease(argument: _imageserving_v1_GetLeaseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_LeaseReport__Output>): grpc.ClientUnaryCall;
  getLease(argument: _imageserving_v1_GetLeaseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_LeaseReport__Output>): grpc.ClientUnaryCall;
  getLease(argument: _imageserving_v1_GetLeaseRequest, callback: grpc.requestCallback<_imageserving_v1_LeaseReport__Output>): grpc.ClientUnaryCall;
  
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
   * Its holder gives a lease back. One that is not held any more, or is another's, is left as it is and no error.
   */
  ReleaseLease(argument: _imageserving_v1_ReleaseLeaseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_LeaseReport__Output>): grpc.ClientUnaryCall;
  ReleaseLease(argument: _imageserving_v1_ReleaseLeaseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_LeaseReport__Output>): grpc.ClientUnaryCall;
  ReleaseLease(argument: _imageserving_v1_ReleaseLeaseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_LeaseReport__Output>): grpc.ClientUnaryCall;
  ReleaseLease(argument: _imageserving_v1_ReleaseLeaseRequest, callback: grpc.requestCallback<_imageserving_v1_LeaseReport__Output>): grpc.ClientUnaryCall;
  /**
   * Its holder gives a lease back. One that is not held any more, or is another's, is left as it is and no error.
   */
  releaseLease(argument: _imageserving_v1_ReleaseLeaseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_LeaseReport__Output>): grpc.ClientUnaryCall;
  releaseLease(argument: _imageserving_v1_ReleaseLeaseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_LeaseReport__Output>): grpc.ClientUnaryCall;
  releaseLease(argument: _imageserving_v1_ReleaseLeaseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_LeaseReport__Output>): grpc.ClientUnaryCall;
  releaseLease(argument: _imageserving_v1_ReleaseLeaseRequest, callback: grpc.requestCallback<_imageserving_v1_LeaseReport__Output>): grpc.ClientUnaryCall;
  
  /**
   * Renews a lease that is held, from now on, and takes none: whoever has lost one hears LEASE_NOT_HELD.
   */
  RenewLease(argument: _imageserving_v1_LeaseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  RenewLease(argument: _imageserving_v1_LeaseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  RenewLease(argument: _imageserving_v1_LeaseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  RenewLease(argument: _imageserving_v1_LeaseRequest, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  /**
   * Renews a lease that is held, from now on, and takes none: whoever has lost one hears LEASE_NOT_HELD.
   */
  renewLease(argument: _imageserving_v1_LeaseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  renewLease(argument: _imageserving_v1_LeaseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  renewLease(argument: _imageserving_v1_LeaseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  renewLease(argument: _imageserving_v1_LeaseRequest, callback: grpc.requestCallback<_imageserving_v1_Lease__Output>): grpc.ClientUnaryCall;
  
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
   * Sends a trial to notifications and answers with what became of each.
   */
  TestNotifications(argument: _imageserving_v1_TestNotificationsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_TestNotificationsReport__Output>): grpc.ClientUnaryCall;
  TestNotifications(argument: _imageserving_v1_TestNotificationsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_TestNotificationsReport__Output>): grpc.ClientUnaryCall;
  TestNotifications(argument: _imageserving_v1_TestNotificationsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_TestNotificationsReport__Output>): grpc.ClientUnaryCall;
  TestNotifications(argument: _imageserving_v1_TestNotificationsRequest, callback: grpc.requestCallback<_imageserving_v1_TestNotificationsReport__Output>): grpc.ClientUnaryCall;
  /**
   * Sends a trial to notifications and answers with what became of each.
   */
  testNotifications(argument: _imageserving_v1_TestNotificationsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_TestNotificationsReport__Output>): grpc.ClientUnaryCall;
  testNotifications(argument: _imageserving_v1_TestNotificationsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_TestNotificationsReport__Output>): grpc.ClientUnaryCall;
  testNotifications(argument: _imageserving_v1_TestNotificationsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_TestNotificationsReport__Output>): grpc.ClientUnaryCall;
  testNotifications(argument: _imageserving_v1_TestNotificationsRequest, callback: grpc.requestCallback<_imageserving_v1_TestNotificationsReport__Output>): grpc.ClientUnaryCall;
  
  /**
   * Memory and processor use of the last hour and the last week.
   */
  Usages(argument: _imageserving_v1_UsagesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_UsagesReport__Output>): grpc.ClientUnaryCall;
  Usages(argument: _imageserving_v1_UsagesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_UsagesReport__Output>): grpc.ClientUnaryCall;
  Usages(argument: _imageserving_v1_UsagesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_UsagesReport__Output>): grpc.ClientUnaryCall;
  Usages(argument: _imageserving_v1_UsagesRequest, callback: grpc.requestCallback<_imageserving_v1_UsagesReport__Output>): grpc.ClientUnaryCall;
  /**
   * Memory and processor use of the last hour and the last week.
   */
  usages(argument: _imageserving_v1_UsagesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_UsagesReport__Output>): grpc.ClientUnaryCall;
  usages(argument: _imageserving_v1_UsagesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_imageserving_v1_UsagesReport__Output>): grpc.ClientUnaryCall;
  usages(argument: _imageserving_v1_UsagesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_imageserving_v1_UsagesReport__Output>): grpc.ClientUnaryCall;
  usages(argument: _imageserving_v1_UsagesRequest, callback: grpc.requestCallback<_imageserving_v1_UsagesReport__Output>): grpc.ClientUnaryCall;
  
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
   * Takes the lease of this host, so that no other rollout begins here; with the id of the one that is held, renews it.
   */
  AcquireLease: grpc.handleUnaryCall<_imageserving_v1_LeaseRequest__Output, _imageserving_v1_Lease>;
  
  /**
   * Takes a lease from its holder, whose operations are refused from then on. Answers with what was broken.
   */
  BreakLease: grpc.handleUnaryCall<_imageserving_v1_BreakLeaseRequest__Output, _imageserving_v1_Lease>;
  
  /**
   * Ends an operation in progress: nothing more is begun, and what was taken down by it is brought up again.
   */
  CancelOperation: grpc.handleUnaryCall<_imageserving_v1_CancelOperationRequest__Output, _imageserving_v1_Operation>;
  
  /**
   * The agent looks at its certificates, clock, files, disks and configuration. Changes nothing.
   */
  Diagnose: grpc.handleUnaryCall<_imageserving_v1_DiagnoseRequest__Output, _imageserving_v1_DiagnoseReport>;
  
  /**
   * What happened on this host, as far as it is kept; then, where asked for, what happens.
   */
  Events: grpc.handleServerStreamingCall<_imageserving_v1_EventsRequest__Output, _imageserving_v1_EventBatch>;
  
  /**
   * The configuration in use, with whatever may be secret removed.
   */
  GetConfiguration: grpc.handleUnaryCall<_imageserving_v1_GetConfigurationRequest__Output, _imageserving_v1_ConfigurationReport>;
  
  /**
   * Who holds the lease of this host.
   */
  GetLease: grpc.handleUnaryCall<_imageserving_v1_GetLeaseRequest__Output, _imageserving_v1_LeaseReport>;
  
  /**
   * What became of an operation.
   */
  GetOperation: grpc.handleUnaryCall<_imageserving_v1_GetOperationRequest__Output, _imageserving_v1_Operation>;
  
  /**
   * The last lines of the components' logs, then, where asked for, what is added.
   */
  Logs: grpc.handleServerStreamingCall<_imageserving_v1_LogsRequest__Output, _imageserving_v1_LogChunk>;
  
  /**
   * Its holder gives a lease back. One that is not held any more, or is another's, is left as it is and no error.
   */
  ReleaseLease: grpc.handleUnaryCall<_imageserving_v1_ReleaseLeaseRequest__Output, _imageserving_v1_LeaseReport>;
  
  /**
   * Renews a lease that is held, from now on, and takes none: whoever has lost one hears LEASE_NOT_HELD.
   */
  RenewLease: grpc.handleUnaryCall<_imageserving_v1_LeaseRequest__Output, _imageserving_v1_Lease>;
  
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
   * Sends a trial to notifications and answers with what became of each.
   */
  TestNotifications: grpc.handleUnaryCall<_imageserving_v1_TestNotificationsRequest__Output, _imageserving_v1_TestNotificationsReport>;
  
  /**
   * Memory and processor use of the last hour and the last week.
   */
  Usages: grpc.handleUnaryCall<_imageserving_v1_UsagesRequest__Output, _imageserving_v1_UsagesReport>;
  
  /**
   * A snapshot, then changes; resumable by sequence number.
   */
  Watch: grpc.handleServerStreamingCall<_imageserving_v1_WatchRequest__Output, _imageserving_v1_WatchEvent>;
  
}

export interface SupervisorDefinition extends grpc.ServiceDefinition {
  AcquireLease: MethodDefinition<_imageserving_v1_LeaseRequest, _imageserving_v1_Lease, _imageserving_v1_LeaseRequest__Output, _imageserving_v1_Lease__Output>
  BreakLease: MethodDefinition<_imageserving_v1_BreakLeaseRequest, _imageserving_v1_Lease, _imageserving_v1_BreakLeaseRequest__Output, _imageserving_v1_Lease__Output>
  CancelOperation: MethodDefinition<_imageserving_v1_CancelOperationRequest, _imageserving_v1_Operation, _imageserving_v1_CancelOperationRequest__Output, _imageserving_v1_Operation__Output>
  Diagnose: MethodDefinition<_imageserving_v1_DiagnoseRequest, _imageserving_v1_DiagnoseReport, _imageserving_v1_DiagnoseRequest__Output, _imageserving_v1_DiagnoseReport__Output>
  Events: MethodDefinition<_imageserving_v1_EventsRequest, _imageserving_v1_EventBatch, _imageserving_v1_EventsRequest__Output, _imageserving_v1_EventBatch__Output>
  GetConfiguration: MethodDefinition<_imageserving_v1_GetConfigurationRequest, _imageserving_v1_ConfigurationReport, _imageserving_v1_GetConfigurationRequest__Output, _imageserving_v1_ConfigurationReport__Output>
  GetLease: MethodDefinition<_imageserving_v1_GetLeaseRequest, _imageserving_v1_LeaseReport, _imageserving_v1_GetLeaseRequest__Output, _imageserving_v1_LeaseReport__Output>
  GetOperation: MethodDefinition<_imageserving_v1_GetOperationRequest, _imageserving_v1_Operation, _imageserving_v1_GetOperationRequest__Output, _imageserving_v1_Operation__Output>
  Logs: MethodDefinition<_imageserving_v1_LogsRequest, _imageserving_v1_LogChunk, _imageserving_v1_LogsRequest__Output, _imageserving_v1_LogChunk__Output>
  ReleaseLease: MethodDefinition<_imageserving_v1_ReleaseLeaseRequest, _imageserving_v1_LeaseReport, _imageserving_v1_ReleaseLeaseRequest__Output, _imageserving_v1_LeaseReport__Output>
  RenewLease: MethodDefinition<_imageserving_v1_LeaseRequest, _imageserving_v1_Lease, _imageserving_v1_LeaseRequest__Output, _imageserving_v1_Lease__Output>
  Restart: MethodDefinition<_imageserving_v1_OperationRequest, _imageserving_v1_OperationEvent, _imageserving_v1_OperationRequest__Output, _imageserving_v1_OperationEvent__Output>
  Start: MethodDefinition<_imageserving_v1_OperationRequest, _imageserving_v1_OperationEvent, _imageserving_v1_OperationRequest__Output, _imageserving_v1_OperationEvent__Output>
  Status: MethodDefinition<_imageserving_v1_StatusRequest, _imageserving_v1_StatusReport, _imageserving_v1_StatusRequest__Output, _imageserving_v1_StatusReport__Output>
  Stop: MethodDefinition<_imageserving_v1_OperationRequest, _imageserving_v1_OperationEvent, _imageserving_v1_OperationRequest__Output, _imageserving_v1_OperationEvent__Output>
  TestNotifications: MethodDefinition<_imageserving_v1_TestNotificationsRequest, _imageserving_v1_TestNotificationsReport, _imageserving_v1_TestNotificationsRequest__Output, _imageserving_v1_TestNotificationsReport__Output>
  Usages: MethodDefinition<_imageserving_v1_UsagesRequest, _imageserving_v1_UsagesReport, _imageserving_v1_UsagesRequest__Output, _imageserving_v1_UsagesReport__Output>
  Watch: MethodDefinition<_imageserving_v1_WatchRequest, _imageserving_v1_WatchEvent, _imageserving_v1_WatchRequest__Output, _imageserving_v1_WatchEvent__Output>
}
